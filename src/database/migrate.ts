import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import type { Database } from './client.ts';
import { buildIndex, concurrentIndex } from './concurrent-index.ts';
import { connect } from './connect.ts';
import {
  codeOf,
  DatabaseUnreachable,
  isConnectionLoss,
  MigrationConflict,
  MigrationFailed,
  MigrationLockTimeout,
  reasonOf,
} from './errors.ts';
import { insistently, isContention, MIGRATION_PATIENCE, type MigrationPatience } from './migration-patience.ts';
import { mayCreate, requireOwner } from './migration-rights.ts';
import { checksum, isAdditive, type Migration, matches, readMigrations } from './migrations.ts';
import { grantService } from './service-role.ts';

/** Prisma's: `prisma migrate deploy` and we wait for each other. */
const MIGRATION_LOCK = 72_707_369;
const LOCK_POLL_MS = 50;

/** As Prisma makes it (schema-engine, sql_migration_persistence). */
const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

interface Entry {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished: boolean;
  readonly logs: string | null;
}

/** What applying migrations depends on beside them. */
export interface MigrationOptions {
  readonly patience?: MigrationPatience;
  /** The role that the service works as where it is another one than that of `url`, which owns the tables; it is given what it needs. */
  readonly serviceRole?: string | null;
  /** Told what was applied, what is waited for, and what a newer release added. */
  readonly log?: Logger;
}

interface Comparison {
  readonly pending: readonly Migration[];
  /** Applied by a newer release, which says that this one still works. */
  readonly newer: readonly string[];
}

/**
 * Brings the database at `url` up to the migrations in the code. It keeps Prisma's books in Prisma's way, so that this and
 * `prisma migrate deploy` may take turns. Several processes may call it at once: one applies, the others find it done.
 *
 * Each migration is one transaction together with its entry, so that a process killed on the way leaves nothing of it. One whose
 * SQL fails leaves its entry only, unfinished and with the error; nothing is applied until a person has said what became of it. One
 * that others are in the way of is tried again and leaves nothing. One that is nothing but a `CREATE INDEX CONCURRENTLY` runs in no
 * transaction, while writes go on; its entry follows once the index stands.
 *
 * A database with migrations of a newer release is good for this one as long as all of them are additive.
 *
 * @returns the names of the migrations applied now
 * @throws DatabaseUnreachable, DatabaseUnsuitable, MigrationConflict, MigrationFailed, MigrationLockTimeout, MigrationRightMissing
 */
export async function applyMigrations(
  url: string,
  migrations?: readonly Migration[],
  { patience = MIGRATION_PATIENCE, log, serviceRole = null }: MigrationOptions = {},
): Promise<string[]> {
  const wanted = migrations ?? (await readMigrations());
  const client = await connect(url, serviceRole === null ? 'DATABASE_URL' : 'DATABASE_OWNER_URL');
  try {
    await lock(client, patience.othersMs);
    const applied: string[] = [];
    const newer = await insistently({ client, url, log: log ?? null }, patience, async () => {
      await prepareTable(client);
      const compared = compare(wanted, await readEntries(client));
      if (compared.pending.length > 0 || serviceRole !== null) await requireOwner(client, compared.pending.length);
      for (const migration of compared.pending) {
        await apply(client, migration, patience);
        applied.push(migration.name);
      }
      if (serviceRole !== null) await grantService(client, serviceRole);
      return compared.newer;
    });
    if (applied.length > 0) log?.info({ migrations: applied }, 'applied migrations');
    if (newer.length > 0)
      log?.warn({ migrations: newer }, 'the database is newer than this release, which still works on it');
    return applied;
  } catch (error) {
    if (isConnectionLoss(error)) {
      throw new DatabaseUnreachable(`The connection broke during the migrations: ${reasonOf(error)}`, 'transient', {
        cause: error,
      });
    }
    throw error;
  } finally {
    await client.end();
  }
}

/** The migrations of the code that the database does not have, by name: none in a service that is ready. */
export async function pendingMigrations({ prisma }: Pick<Database, 'prisma'>): Promise<string[]> {
  const wanted = await readMigrations();
  const [table] = await prisma.$queryRaw<
    { exists: boolean }[]
  >`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`;
  if (table?.exists !== true) return wanted.map(({ name }) => name);
  const applied = await prisma.$queryRaw<{ name: string }[]>`
    SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  const names = new Set(applied.map(({ name }) => name));
  return wanted.map(({ name }) => name).filter((name) => !names.has(name));
}

/**
 * Of the session: it goes with the connection, however that ends. Asked for again and again: whoever waited for it within a statement would
 * be waited for by an index that is built meanwhile, without end.
 */
async function lock(client: Client, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs;
  await client.query('SET statement_timeout = 0');
  for (;;) {
    const { rows } = await client.query<{ ours: boolean }>(`SELECT pg_try_advisory_lock(${MIGRATION_LOCK}) AS ours`);
    if (rows[0]?.ours === true) return;
    if (performance.now() >= deadline) {
      throw new MigrationLockTimeout(
        `Another process has been applying migrations for ${waitMs} ms (advisory lock ${MIGRATION_LOCK}). Start again when it is done, or end its session.`,
      );
    }
    await pause(LOCK_POLL_MS);
  }
}

async function prepareTable(client: Client): Promise<void> {
  const { rows } = await client.query<{ known: boolean; foreign: string | null }>(`
    SELECT to_regclass('_prisma_migrations') IS NOT NULL AS known,
           (SELECT min(relname) FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
              AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')) AS "foreign"`);
  const [found] = rows;
  if (found?.known === false && found.foreign !== null) {
    throw new MigrationConflict(
      `The database holds tables of something else (${found.foreign}) and no migrations of tillbridge. Give tillbridge a database of its own.`,
    );
  }
  if (found?.known !== true) await mayCreate(client, () => client.query(CREATE_TABLE));
}

async function readEntries(client: Client): Promise<Entry[]> {
  const { rows } = await client.query<Entry>(`
    SELECT migration_name, checksum, finished_at IS NOT NULL AS finished, logs
    FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`);
  return rows;
}

function compare(wanted: readonly Migration[], entries: readonly Entry[]): Comparison {
  const failed = entries.find(({ finished }) => !finished);
  if (failed !== undefined) throw new MigrationConflict(unfinished(failed.migration_name, failed.logs));

  const newer: string[] = [];
  const byName = new Map(wanted.map((migration) => [migration.name, migration]));
  for (const { migration_name: name, checksum: applied } of entries) {
    const migration = byName.get(name);
    if (migration === undefined) {
      if (!isAdditive(name)) throw new MigrationConflict(tooNew(name));
      newer.push(name);
    } else if (!matches(migration.sql, applied)) {
      throw new MigrationConflict(
        `prisma/migrations/${name}/migration.sql was changed after it was applied to this database. Restore it and put the change into a new migration.`,
      );
    }
  }
  const applied = new Set(entries.map((entry) => entry.migration_name));
  return { pending: wanted.filter(({ name }) => !applied.has(name)), newer };
}

async function apply(client: Client, migration: Migration, { lockMs, totalMs }: MigrationPatience): Promise<void> {
  const { name, sql } = migration;
  const index = concurrentIndex(sql);
  try {
    // Nobody waits behind an index that waits for the transactions before it.
    await client.query(`SET lock_timeout = ${index === null ? lockMs : totalMs}`);
    if (index === null) await inTransaction(client, migration);
    else await besideWrites(client, migration, index);
  } catch (error) {
    // Not the SQL's fault: the connection broke, or the server is going down. The next start does it again.
    if (isConnectionLoss(error)) throw error;
    const reason = `${reasonOf(error)} (SQLSTATE ${codeOf(error)})`;
    await client.query('ROLLBACK');
    if (isContention(error)) throw error;
    await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ($1, $2, $3, $4)', [
      randomUUID(),
      checksum(sql),
      name,
      reason,
    ]);
    throw new MigrationFailed(unfinished(name, reason), { cause: error });
  }
}

async function inTransaction(client: Client, { name, sql }: Migration): Promise<void> {
  const id = randomUUID();
  await client.query('BEGIN');
  await client.query(
    'INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at) VALUES ($1, $2, $3, clock_timestamp())',
    [id, checksum(sql), name],
  );
  await client.query(sql);
  await client.query(
    'UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1',
    [id],
  );
  await client.query('COMMIT');
}

async function besideWrites(client: Client, { name, sql }: Migration, index: string): Promise<void> {
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  await buildIndex(client, index, sql);
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
    [randomUUID(), checksum(sql), name, rows[0]?.now],
  );
}

function tooNew(name: string): string {
  return `The database is newer than this code: it has the migration ${name}, which is not in prisma/migrations and is not declared additive. Start the newer release.`;
}

function unfinished(name: string, reason: string | null): string {
  return `The migration ${name} failed: ${reason ?? 'no reason was recorded'}. Nothing of its transaction was kept. When the cause is mended, allow it to run again with: UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '${name}' AND finished_at IS NULL;`;
}
