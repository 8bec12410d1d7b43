import { expect, test } from 'vitest';
import { holdsUpWrites } from '../../prisma/holds-up-writes.ts';
import { isAdditive, MIGRATION_KINDS, readMigrations } from '../../src/database/migrations.ts';
import { startProgram } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Before a name had to say it. */
const UNDECLARED = ['20261122010833_inbox', '20261124002131_operations', '20261124005721_ikcrm'];
/** What takes something away from a release that does not know of it, or asks something of it. */
const NOT_ADDITIVE = [
  /\bDROP\s+(TABLE|COLUMN|TYPE|DEFAULT|FUNCTION|TRIGGER|VIEW|SEQUENCE|SCHEMA)\b/i,
  // But for a key that is made anew at once, of more columns: rows that were allowed still are.
  /\bDROP\s+CONSTRAINT\s+"(\w+)"(?!,\s*ADD\s+CONSTRAINT\s+"\1"\s+PRIMARY\s+KEY\b)/i,
  /\bRENAME\b/i,
  /\bTRUNCATE\b/i,
  /\bSET\s+NOT\s+NULL\b/i,
  /\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b/i,
  /\bADD\s+COLUMN\b(?![^,;]*\bDEFAULT\b)[^,;]*\bNOT\s+NULL\b/i,
];

/** Those before it were applied to small tables, and stay as they are. */
const SINCE_1_0 = '20261128';

const migrations = await readMigrations();

test('the name of every migration declares whether older releases still work', () => {
  const undeclared = migrations
    .map(({ name }) => name)
    .filter((name) => !MIGRATION_KINDS.some((kind) => name.endsWith(kind)));
  expect(undeclared).toEqual(UNDECLARED);
});

test('no additive migration takes anything away', () => {
  for (const { name, sql } of migrations.filter((migration) => isAdditive(migration.name)))
    for (const pattern of NOT_ADDITIVE) expect(sql, name).not.toMatch(pattern);
});

test.each([
  'ALTER TABLE "events" DROP COLUMN "note"',
  'ALTER TABLE "events" DROP CONSTRAINT "events_pkey", ADD COLUMN "a" TEXT',
  'ALTER TABLE "events" RENAME COLUMN "note" TO "memo"',
  'ALTER TABLE "events" ALTER COLUMN "note" SET NOT NULL',
  'ALTER TABLE "events" ALTER COLUMN "note" SET DATA TYPE int',
  'ALTER TABLE "events" ADD COLUMN     "a" TEXT,\nADD COLUMN     "b" TEXT NOT NULL',
])('the check knows that this is not additive: %s', (sql) => {
  expect(NOT_ADDITIVE.some((pattern) => pattern.test(sql))).toBe(true);
});

test.each([
  'ALTER TABLE "events" ADD COLUMN     "a" TEXT,\nADD COLUMN     "b" TEXT NOT NULL DEFAULT \'x\'',
  'CREATE TABLE "t" ("id" INTEGER NOT NULL)',
  'ALTER TABLE "t" DROP CONSTRAINT "t_pkey",\nADD CONSTRAINT "t_pkey" PRIMARY KEY ("a", "b")',
  'CREATE INDEX "i" ON "events"("a") WHERE (a IS NOT NULL)',
])('the check lets pass: %s', (sql) => {
  expect(NOT_ADDITIVE.some((pattern) => pattern.test(sql))).toBe(false);
});

test('no migration since 1.0.0 holds up webhooks for as long as it reads a table', () => {
  const held = migrations
    .filter(({ name }) => name >= SINCE_1_0)
    .flatMap(({ name, sql }) => holdsUpWrites(sql).map((statement) => [name, statement]));
  expect(held).toEqual([]);
});

test.each([
  'CREATE INDEX "i" ON "events"("a")',
  'CREATE TABLE "t" ("a" TEXT);\nCREATE UNIQUE INDEX "i" ON "events"("a")',
  'ALTER TABLE "events" ADD CONSTRAINT "c" CHECK (a > 0)',
  'ALTER TABLE "events" DROP CONSTRAINT "p",\nADD CONSTRAINT "p" PRIMARY KEY ("a")',
  'ALTER TABLE "events" ALTER COLUMN "note" SET DATA TYPE BIGINT',
  'ALTER TABLE "events" ADD COLUMN "a" TEXT;\n-- Old rows.\nUPDATE events SET a = 1',
  'DELETE FROM "links"',
])('the check of what holds up webhooks knows: %s', (sql) => {
  expect(holdsUpWrites(sql)).toHaveLength(1);
});

test.each([
  '-- CreateIndex\nCREATE INDEX CONCURRENTLY "i" ON "events"("a")',
  'CREATE TABLE "t" ("a" TEXT);\nCREATE INDEX "i" ON "t"("a");\nALTER TABLE "t" ADD CONSTRAINT "c" FOREIGN KEY ("a") REFERENCES "events"("id")',
  'ALTER TABLE "events" ADD CONSTRAINT "c" CHECK (a > 0) NOT VALID',
  'ALTER TABLE "events" ADD COLUMN "a" INTEGER NOT NULL DEFAULT 0',
  "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN; UPDATE events SET a = 1; RETURN NULL; END'",
  'CREATE TRIGGER t AFTER UPDATE ON "events" FOR EACH ROW EXECUTE FUNCTION f()',
  'DROP INDEX "i"',
])('the check of what holds up webhooks lets pass: %s', (sql) => {
  expect(holdsUpWrites(sql)).toEqual([]);
});

test.each([
  ['nothing', []],
  ['what it is', ['audit_log']],
  ['a kind that there is', ['audit_log', 'harmless']],
])('the command that writes a migration is not content without %s', async (_, args) => {
  await using command = await startProgram('prisma/new-migration.ts', { args, cwd: await temporaryFolder() });
  expect(await command.ended).toEqual({ code: 2, signal: null });
  expect(command.output()).toBe('usage: npm run migration -- <name in lower_snake_case> additive|breaking\n');
});
