import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MigrationLockTimeout } from '../../src/database/errors.ts';
import { applyMigrations } from '../../src/database/migrate.ts';
import { MIGRATION_PATIENCE, type MigrationPatience } from '../../src/database/migration-patience.ts';
import type { Migration } from '../../src/database/migrations.ts';
import { createLogger } from '../../src/service/logger.ts';
import { createEmptyDatabase, type EmptyDatabase } from '../support/database.ts';

const FIRST: Migration = { name: '20260101000000_first', sql: 'CREATE TABLE one (id int);' };
const SECOND: Migration = { name: '20260102000000_second', sql: 'ALTER TABLE one ADD COLUMN name text;' };
/** Short tries, and time for as many as it takes. */
const PATIENCE: MigrationPatience = { othersMs: 30_000, lockMs: 200, pauseMs: 100, totalMs: 25_000 };

let empty: EmptyDatabase;
/** Another program that uses the database, such as a backup. */
let backup: Client;
let lines: { readonly msg?: string; readonly inTheWay?: string }[];
const log = createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) });

beforeEach(async () => {
  lines = [];
  empty = await createEmptyDatabase();
  await applyMigrations(empty.url, [FIRST]);
  backup = new Client({ connectionString: empty.url, application_name: 'pg_dump' });
  await backup.connect();
});

afterEach(async () => {
  await backup.end();
  await empty.drop();
});

async function entries(): Promise<unknown[]> {
  const { rows } = await backup.query<{ name: string; finished: boolean }>(
    'SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM _prisma_migrations ORDER BY started_at',
  );
  return rows;
}

test('a migration waits for a backup, in short tries, and is applied when it is over', async () => {
  await backup.query('BEGIN; SELECT * FROM one');
  const applying = applyMigrations(empty.url, [FIRST, SECOND], { patience: PATIENCE, log });
  await expect.poll(() => lines.filter(({ msg }) => msg === 'a migration waits').length).toBeGreaterThan(1);
  expect(lines[0]?.inTheWay).toMatch(/^table one is held by pid \d+ \(pg_dump, idle in transaction\) since 20/);
  await backup.query('COMMIT');
  expect(await applying).toEqual([SECOND.name]);
  expect(await entries()).toEqual([FIRST, SECOND].map(({ name }) => ({ name, finished: true })));
});

test('other statements on the table get through while a migration waits', async () => {
  await backup.query('BEGIN; SELECT * FROM one');
  const applying = applyMigrations(empty.url, [FIRST, SECOND], { patience: PATIENCE, log });
  await expect.poll(() => lines.length).toBeGreaterThan(0);
  const webhook = new Client({ connectionString: empty.url, statement_timeout: 20 * PATIENCE.lockMs });
  await webhook.connect();
  for (let n = 0; n < 5; n += 1) await webhook.query('INSERT INTO one (id) VALUES ($1)', [n]);
  await webhook.end();
  await backup.query('COMMIT');
  expect(await applying).toEqual([SECOND.name]);
});

test('a migration that waits in vain is given up, names who is in the way, and is not written down as failed', async () => {
  await backup.query('BEGIN; SELECT * FROM one');
  const [session] = (await backup.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
  const failed = await applyMigrations(empty.url, [FIRST, SECOND], {
    patience: { ...PATIENCE, totalMs: 700 },
    log,
  }).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(MigrationLockTimeout);
  expect(failed).toMatchObject({ code: 'migration_lock_timeout', errorClass: 'transient' });
  expect(String(failed)).toContain(`table one is held by pid ${session?.pid} (pg_dump, idle in transaction) since 20`);
  await backup.query('COMMIT');
  expect(await entries()).toEqual([{ name: FIRST.name, finished: true }]);
  expect(await applyMigrations(empty.url, [FIRST, SECOND])).toEqual([SECOND.name]);
});

test.each([
  ['a deadlock', '40P01'],
  ['a conflict of transactions', '40001'],
])('%s is no failure of the migration', async (_, state) => {
  await backup.query('CREATE SEQUENCE tries');
  // A sequence keeps its value over a rollback.
  const sql = `DO $$ BEGIN IF nextval('tries') < 3 THEN RAISE EXCEPTION 'again' USING ERRCODE = '${state}'; END IF; END $$`;
  const conflict: Migration = { name: '20260103000000_conflict', sql };
  expect(await applyMigrations(empty.url, [FIRST, conflict], { patience: PATIENCE })).toEqual([conflict.name]);
  expect(await entries()).toEqual([FIRST, conflict].map(({ name }) => ({ name, finished: true })));
});

test('a start has patience for longer than another that waits in vain, and its tries are short beside the answer to a webhook', () => {
  const { othersMs, lockMs, pauseMs, totalMs } = MIGRATION_PATIENCE;
  expect(othersMs).toBeGreaterThan(totalMs + lockMs);
  expect(totalMs).toBeGreaterThanOrEqual(60_000);
  expect(lockMs).toBeLessThan(3_000);
  expect(pauseMs).toBeGreaterThanOrEqual(lockMs);
});
