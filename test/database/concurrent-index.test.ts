import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyMigrations } from '../../src/database/migrate.ts';
import { MIGRATION_PATIENCE } from '../../src/database/migration-patience.ts';
import { checksum, type Migration } from '../../src/database/migrations.ts';
import { createEmptyDatabase, type EmptyDatabase } from '../support/database.ts';

const TABLE: Migration = { name: '20260101000000_table', sql: 'CREATE TABLE one (id int);\n' };
const INDEX: Migration = {
  name: '20260102000000_one_id_idx_additive',
  sql: '-- Additive.\n\n-- CreateIndex\nCREATE INDEX CONCURRENTLY "one_id_idx" ON "one"("id") WHERE (id > 0);\n',
};
const UNIQUE: Migration = {
  name: '20260103000000_one_id_key_additive',
  sql: 'CREATE UNIQUE INDEX CONCURRENTLY "one_id_key" ON "one"("id");\n',
};

let empty: EmptyDatabase;
/** A program whose transaction is under way, such as a webhook's. */
let writer: Client;
let other: Client;

beforeEach(async () => {
  empty = await createEmptyDatabase();
  await applyMigrations(empty.url, [TABLE]);
  [writer, other] = [await connected(), await connected()];
});

afterEach(async () => {
  await Promise.all([writer.end(), other.end()]);
  await empty.drop();
});

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: empty.url, statement_timeout: 5_000 });
  await client.connect();
  return client;
}

async function entries(): Promise<unknown[]> {
  const { rows } = await other.query<Record<string, unknown>>(`
    SELECT migration_name AS name, checksum, applied_steps_count AS steps, logs, finished_at >= started_at AS finished
    FROM _prisma_migrations WHERE migration_name <> '${TABLE.name}' AND rolled_back_at IS NULL`);
  return rows;
}

async function indexes(): Promise<unknown[]> {
  const { rows } = await other.query<Record<string, unknown>>(`
    SELECT indexrelid::regclass::text AS name, indisvalid AS valid FROM pg_index WHERE indrelid = 'one'::regclass ORDER BY 1`);
  return rows;
}

/** Begins to apply the index behind a transaction that is under way, and resolves once it waits for that. */
async function beginToBuild(): Promise<{ readonly applied: Promise<unknown> }> {
  await writer.query('BEGIN; INSERT INTO one VALUES (1)');
  const applied = applyMigrations(empty.url, [TABLE, INDEX]).catch((error: unknown) => error);
  await expect.poll(waiting).toBe(1);
  return { applied };
}

async function waiting(): Promise<number> {
  const { rows } = await other.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE '%CONCURRENTLY "one_id_idx"%' AND wait_event_type = 'Lock'`,
  );
  return rows[0]?.n ?? 0;
}

const BUILT = { name: INDEX.name, checksum: checksum(INDEX.sql), steps: 1, logs: null, finished: true };

test('an index is built while others write, and stands in the books like any migration', async () => {
  const { applied } = await beginToBuild();
  for (let id = 2; id < 7; id += 1) await other.query('INSERT INTO one VALUES ($1)', [id]);
  await writer.query('COMMIT');
  expect(await applied).toEqual([INDEX.name]);
  expect(await entries()).toEqual([BUILT]);
  expect(await indexes()).toEqual([{ name: 'one_id_idx', valid: true }]);
  expect(await applyMigrations(empty.url, [TABLE, INDEX])).toEqual([]);
});

test('a process that dies while an index is built leaves it to the next, which takes away what is half', async () => {
  const { applied } = await beginToBuild();
  await other.query(`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE '%CONCURRENTLY "one_id_idx"%' AND pid <> pg_backend_pid()`);
  expect(await applied).toMatchObject({ code: 'database_unreachable', errorClass: 'transient' });
  await writer.query('COMMIT');
  expect(await entries()).toEqual([]);
  expect(await indexes()).toEqual([{ name: 'one_id_idx', valid: false }]);
  expect(await applyMigrations(empty.url, [TABLE, INDEX])).toEqual([INDEX.name]);
  expect(await indexes()).toEqual([{ name: 'one_id_idx', valid: true }]);
  expect(await entries()).toEqual([BUILT]);
});

test('an index that stands, since the process ended before it wrote that down, is not built again', async () => {
  await other.query('CREATE INDEX one_id_idx ON one (id) WHERE (id > 0)');
  const before = await other.query(`SELECT 'one_id_idx'::regclass::oid AS oid`);
  expect(await applyMigrations(empty.url, [TABLE, INDEX])).toEqual([INDEX.name]);
  expect((await other.query(`SELECT 'one_id_idx'::regclass::oid AS oid`)).rows).toEqual(before.rows);
});

test('replicas that start while an index is built wait for it, and it does not wait for them', async () => {
  const { applied } = await beginToBuild();
  const more = Array.from({ length: 3 }, () => applyMigrations(empty.url, [TABLE, INDEX]));
  // Each of them has asked for its turn.
  await expect
    .poll(async () => {
      const { rows } = await other.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_try_advisory_lock%'
         AND pid <> pg_backend_pid()`,
      );
      return rows[0]?.n;
    })
    .toBe(3);
  await writer.query('COMMIT');
  expect(await applied).toEqual([INDEX.name]);
  expect(await Promise.all(more)).toEqual([[], [], []]);
});

test('an index that cannot be built stops the next start and names the way out, like every migration', async () => {
  await other.query('INSERT INTO one VALUES (1), (1)');
  const failing = applyMigrations(empty.url, [TABLE, UNIQUE]);
  await expect(failing).rejects.toThrow(/one_id_key_additive failed: could not create unique index/);
  const again = await applyMigrations(empty.url, [TABLE, UNIQUE]).catch((error: unknown) => error);
  expect(again).toMatchObject({ code: 'migration_conflict' });
  await other.query('DELETE FROM one');
  await other.query(/UPDATE .*;/.exec(String(again))?.[0] ?? '');
  expect(await applyMigrations(empty.url, [TABLE, UNIQUE])).toEqual([UNIQUE.name]);
  expect(await indexes()).toEqual([{ name: 'one_id_key', valid: true }]);
});

test('an index that waits in vain for the transactions before it is given up, and names who is in the way', async () => {
  await writer.query('BEGIN; INSERT INTO one VALUES (1)');
  const patience = { ...MIGRATION_PATIENCE, lockMs: 100, pauseMs: 20, totalMs: 300 };
  await expect(applyMigrations(empty.url, [TABLE, INDEX], { patience })).rejects.toMatchObject({
    code: 'migration_lock_timeout',
    message: expect.stringMatching(/is held by pid \d+/),
  });
  await writer.query('COMMIT');
  expect(await entries()).toEqual([]);
  expect(await applyMigrations(empty.url, [TABLE, INDEX])).toEqual([INDEX.name]);
});
