import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MigrationConflict, MigrationFailed } from '../../src/database/errors.ts';
import { applyMigrations, pendingMigrations } from '../../src/database/migrate.ts';
import { MIGRATION_PATIENCE } from '../../src/database/migration-patience.ts';
import { checksum, type Migration, readMigrations } from '../../src/database/migrations.ts';
import { createEmptyDatabase, createTestDatabase, type EmptyDatabase } from '../support/database.ts';

const FIRST: Migration = {
  name: '20260101000000_first',
  sql: 'CREATE TABLE one (id int);\nCREATE TABLE two (id int);\n',
};
const SECOND: Migration = { name: '20260102000000_second', sql: 'ALTER TABLE one ADD COLUMN name text;\n' };
const BROKEN: Migration = { name: '20260103000000_broken', sql: 'CREATE TABLE three (id int);\nSELECT 1 / 0;\n' };

let empty: EmptyDatabase;
let client: Client;

beforeEach(async () => {
  empty = await createEmptyDatabase();
  client = new Client({ connectionString: empty.url });
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await empty.drop();
});

async function entries() {
  const { rows } = await client.query<Record<string, unknown>>(`
    SELECT migration_name AS name, checksum, applied_steps_count AS steps, logs, finished_at >= started_at AS finished,
           rolled_back_at IS NOT NULL AS rolled_back
    FROM _prisma_migrations ORDER BY started_at`);
  return rows;
}

async function tables(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

test('the migrations of the code are applied once, in order', async () => {
  const names = (await readMigrations()).map(({ name }) => name);
  expect(await applyMigrations(empty.url)).toEqual(names);
  expect(await applyMigrations(empty.url)).toEqual([]);
  expect((await entries()).map(({ name }) => name)).toEqual(names);
  expect(await tables()).toContain('events');
});

test('a later migration is applied on top of the earlier ones', async () => {
  expect(await applyMigrations(empty.url, [FIRST])).toEqual([FIRST.name]);
  expect(await applyMigrations(empty.url, [FIRST, SECOND])).toEqual([SECOND.name]);
  expect(await entries()).toEqual(
    [FIRST, SECOND].map(({ name, sql }) => ({
      name,
      checksum: checksum(sql),
      steps: 1,
      logs: null,
      finished: true,
      rolled_back: false,
    })),
  );
});

test('replicas that start at once apply each migration once', async () => {
  const applied = await Promise.all(Array.from({ length: 4 }, () => applyMigrations(empty.url, [FIRST, SECOND])));
  expect(applied.flat().sort()).toEqual([FIRST.name, SECOND.name]);
  expect(await entries()).toHaveLength(2);
});

test('a process that goes on applying migrations is not waited for without end', async () => {
  await client.query('SELECT pg_advisory_lock(72707369)');
  const waiting = applyMigrations(empty.url, [FIRST], { patience: { ...MIGRATION_PATIENCE, othersMs: 20 } });
  await expect(waiting).rejects.toMatchObject({ code: 'migration_lock_timeout', errorClass: 'transient' });
  expect(await tables()).toEqual([]);
});

test('a migration that fails leaves nothing but its entry, which stops the next start and names the way out', async () => {
  const failing = applyMigrations(empty.url, [FIRST, BROKEN]);
  await expect(failing).rejects.toThrow(MigrationFailed);
  await expect(failing).rejects.toThrow(/20260103000000_broken failed: division by zero \(SQLSTATE 22012\)/);
  expect(await tables()).toEqual(['one', 'two']);
  expect((await entries())[1]).toMatchObject({ name: BROKEN.name, steps: 0, finished: null, logs: /division by zero/ });

  const again = await applyMigrations(empty.url, [FIRST, BROKEN]).catch((error: unknown) => error);
  expect(again).toBeInstanceOf(MigrationConflict);

  const wayOut = /UPDATE .*;/.exec(String(again))?.[0] ?? '';
  await client.query(wayOut);
  const mended = { ...BROKEN, sql: 'CREATE TABLE three (id int);' };
  expect(await applyMigrations(empty.url, [FIRST, mended])).toEqual([BROKEN.name]);
  expect((await entries()).map(({ rolled_back: rolledBack }) => rolledBack)).toEqual([false, true, false]);
});

test('a process that dies during a migration leaves nothing of it', async () => {
  const slow: Migration = { name: '20260104000000_slow', sql: 'CREATE TABLE four (id int);\nSELECT pg_sleep(60);\n' };
  const dying = applyMigrations(empty.url, [slow]).catch((error: unknown) => error);
  await expect
    .poll(async () => {
      const { rowCount } = await client.query(`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()`);
      return rowCount;
    })
    .toBe(1);
  expect(await dying).toMatchObject({ code: 'database_unreachable', errorClass: 'transient' });
  expect(await entries()).toEqual([]);
  expect(await tables()).toEqual([]);
});

test('a migration that was changed after it was applied is refused', async () => {
  await applyMigrations(empty.url, [FIRST]);
  const changed = applyMigrations(empty.url, [{ ...FIRST, sql: 'CREATE TABLE one (id bigint);' }, SECOND]);
  await expect(changed).rejects.toThrow(/20260101000000_first\/migration\.sql was changed after it was applied/);
  expect(await entries()).toHaveLength(1);
});

test('line ends do not count as a change', async () => {
  await applyMigrations(empty.url, [FIRST]);
  const windows = { ...FIRST, sql: FIRST.sql.replaceAll('\n', '\r\n') };
  expect(await applyMigrations(empty.url, [windows])).toEqual([]);
});

test("a database with another application's tables is left alone", async () => {
  await client.query('CREATE TABLE invoices (id int)');
  await expect(applyMigrations(empty.url, [FIRST])).rejects.toThrow(/holds tables of something else \(invoices\)/);
  expect(await tables()).toEqual(['invoices']);
});

test('the pending migrations are those the database does not have', async () => {
  const { database, drop } = await createTestDatabase();
  try {
    expect(await pendingMigrations(database)).toEqual([]);
    const [first] = await readMigrations();
    await database.prisma
      .$executeRaw`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = ${first?.name}`;
    expect(await pendingMigrations(database)).toEqual([first?.name]);
    await database.prisma.$executeRaw`DROP TABLE _prisma_migrations`;
    expect(await pendingMigrations(database)).toEqual((await readMigrations()).map(({ name }) => name));
  } finally {
    await drop();
  }
});
