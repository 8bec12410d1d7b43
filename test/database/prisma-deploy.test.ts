import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withSchemaEngine } from '../../prisma/schema-engine.ts';
import { applyMigrations } from '../../src/database/migrate.ts';
import { type Migration, readMigrations } from '../../src/database/migrations.ts';
import { createEmptyDatabase, type EmptyDatabase } from '../support/database.ts';

const NO_FILTER = { externalTables: [], externalEnums: [] };
const BROKEN: Migration = { name: '20990101000000_broken', sql: 'SELECT 1 / 0' };

let ours: EmptyDatabase;
let prismas: EmptyDatabase;

beforeEach(async () => {
  [ours, prismas] = await Promise.all([createEmptyDatabase(), createEmptyDatabase()]);
});

afterEach(() => Promise.all([ours.drop(), prismas.drop()]));

function toList(migrations: readonly Migration[]) {
  return {
    baseDir: '/prisma/migrations',
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
    })),
  };
}

/** What `prisma migrate deploy` does. */
async function deploy(url: string, migrations: readonly Migration[]): Promise<string[]> {
  const { appliedMigrationNames } = await withSchemaEngine(url, (engine) =>
    engine.applyMigrations({ migrationsList: toList(migrations), filters: NO_FILTER }),
  );
  return appliedMigrationNames;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

const TABLE = `SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
  FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`;
const ENTRIES = `SELECT migration_name, checksum, applied_steps_count, logs, rolled_back_at, finished_at IS NOT NULL AS finished,
  length(id) AS id_length FROM _prisma_migrations ORDER BY migration_name`;

test('our books are the ones that prisma migrate deploy keeps', async () => {
  const migrations = await readMigrations();
  expect(await deploy(prismas.url, migrations)).toEqual(await applyMigrations(ours.url));
  expect(await query(ours.url, TABLE)).toEqual(await query(prismas.url, TABLE));
  expect(await query(ours.url, ENTRIES)).toEqual(await query(prismas.url, ENTRIES));
});

test('each takes over from the other', async () => {
  const migrations = await readMigrations();
  await Promise.all([applyMigrations(ours.url), deploy(prismas.url, migrations)]);
  expect(await deploy(ours.url, migrations)).toEqual([]);
  expect(await applyMigrations(prismas.url)).toEqual([]);

  const diagnosis = await withSchemaEngine(ours.url, (engine) =>
    engine.diagnoseMigrationHistory({
      migrationsList: toList(migrations),
      optInToShadowDatabase: false,
      filters: NO_FILTER,
    }),
  );
  expect(diagnosis).toMatchObject({ hasMigrationsTable: true, editedMigrationNames: [], failedMigrationNames: [] });
  expect(diagnosis.history ?? null).toBeNull();
});

test('an index that is built while writes go on stands in both books alike', async () => {
  const table: Migration = { name: '20990101000000_table', sql: 'CREATE TABLE one (id int);\n' };
  const index: Migration = {
    name: '20990102000000_index_additive',
    sql: '-- Additive.\n\n-- CreateIndex\nCREATE INDEX CONCURRENTLY "one_id_idx" ON "one"("id");\n',
  };
  expect(await deploy(prismas.url, [table, index])).toEqual(await applyMigrations(ours.url, [table, index]));
  expect(await query(ours.url, ENTRIES)).toEqual(await query(prismas.url, ENTRIES));
  expect(await applyMigrations(prismas.url, [table, index])).toEqual([]);
});

test('each refuses to go on after a migration that failed with the other', async () => {
  await expect(applyMigrations(ours.url, [BROKEN])).rejects.toThrow('division by zero');
  await expect(deploy(ours.url, [BROKEN])).rejects.toThrow('failed migrations in the target database');
  await expect(deploy(prismas.url, [BROKEN])).rejects.toThrow('division by zero');
  await expect(applyMigrations(prismas.url, [BROKEN])).rejects.toThrow('division by zero');
});
