import { expect, test } from 'vitest';
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

test.each([
  ['nothing', []],
  ['what it is', ['audit_log']],
  ['a kind that there is', ['audit_log', 'harmless']],
])('the command that writes a migration is not content without %s', async (_, args) => {
  await using command = await startProgram('prisma/new-migration.ts', { args, cwd: await temporaryFolder() });
  expect(await command.ended).toEqual({ code: 2, signal: null });
  expect(command.output()).toBe('usage: npm run migration -- <name in lower_snake_case> additive|breaking\n');
});
