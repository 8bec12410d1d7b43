import type { Client } from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { connect } from '../database/connect.ts';
import { EMBEDDED_ADVICE, EMBEDDED_NOTICE } from '../database/embedded/notice.ts';
import { startEmbedded } from '../database/embedded/start.ts';
import { examineServer } from '../database/examine-server.ts';
import { isAdditive, matches, readMigrations } from '../database/migrations.ts';
import { trustsAnyServer } from '../database/tls.ts';
import { TillbridgeError } from '../domain/errors.ts';
import { type Finding, topic } from './finding.ts';
import type { Section } from './section.ts';

const DATABASE = topic('database');
const UNCHECKED = 'The connection is encrypted, and nobody looks whose server it is';
const UNCHECKED_ADVICE =
  'Say sslmode=verify-full in DATABASE_URL, with sslrootcert where the authority is not one that Node knows';

/** Whether the database can be reached and goes together with this code. Applies no migration; an embedded server is started, or joined if it runs. */
export const examineDatabase: Section = async ({ database }, { log }) => {
  try {
    if (database.url !== null) await examineServer(database.url);
    return await onDatabase(database, log, async (client) => [
      await serverVersion(client, database.url === null),
      ...(database.url === null ? [DATABASE.warning(EMBEDDED_NOTICE, EMBEDDED_ADVICE)] : []),
      ...(trustsAnyServer(database.url ?? '') ? [DATABASE.warning(UNCHECKED, UNCHECKED_ADVICE)] : []),
      await room(client, database.poolSize),
      await migrations(client),
      ...(await auditOf(client)),
    ]);
  } catch (error) {
    if (!(error instanceof TillbridgeError)) throw error;
    const advice =
      database.url === null
        ? 'Make DATA_DIR usable, or set DATABASE_URL to a PostgreSQL of your own'
        : 'Start the server, or correct DATABASE_URL';
    return [DATABASE.error(error.message, advice)];
  }
};

async function onDatabase<T>(config: Config['database'], log: Logger, look: (client: Client) => Promise<T>) {
  const embedded = config.url === null ? await startEmbedded(config.dataDir, log) : null;
  try {
    const client = await connect(config.url ?? embedded?.url ?? '');
    try {
      return await look(client);
    } finally {
      await client.end();
    }
  } finally {
    await embedded?.close();
  }
}

async function serverVersion(client: Client, embedded: boolean): Promise<Finding> {
  const { rows } = await client.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
  return DATABASE.ok(`PostgreSQL ${rows[0]?.version ?? ''} answers${embedded ? ' (embedded)' : ''}`);
}

/** Whether the server has connections enough for one replica, if nobody else takes any. */
async function room(client: Client, poolSize: number): Promise<Finding> {
  const { rows } = await client.query<{ room: number }>(`
    SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS room`);
  const { room: left = 0 } = rows[0] ?? {};
  const needed = poolSize + 1;
  const what = `Each replica takes up to ${needed} of the ${left} connections that the server has`;
  if (needed <= left) return DATABASE.ok(what);
  return DATABASE.error(what, 'Lower DATABASE_POOL_SIZE, or raise max_connections of the server');
}

/** By whom entries of the audit could be changed all the same. */
async function auditOf(client: Client): Promise<Finding[]> {
  const { rows } = await client.query<{ role: string; owner: string; superuser: boolean; stands_in: boolean }>(`
    SELECT current_user AS role, relowner::regrole::text AS owner, rolsuper AS superuser, pg_has_role(relowner, 'MEMBER') AS stands_in
    FROM pg_class, pg_roles WHERE pg_class.oid = to_regclass('audit') AND rolname = current_user`);
  const [audit] = rows;
  if (audit === undefined) return [];
  const { role, owner, superuser, stands_in: standsIn } = audit;
  if (superuser || standsIn)
    return [DATABASE.ok(`A trigger keeps the audit append-only; the service's role ${role} could take it off`)];
  return [DATABASE.ok(`The service's role ${role} has no right to change the audit, which belongs to ${owner}`)];
}

interface Entry {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

async function migrations(client: Client): Promise<Finding> {
  const wanted = await readMigrations();
  const entries = await readEntries(client);
  const failed = entries.find(({ finished }) => !finished);
  if (failed !== undefined) {
    return DATABASE.error(`The migration ${failed.name} failed`, 'Start the service: it says why and how to go on');
  }
  const byName = new Map(wanted.map((migration) => [migration.name, migration]));
  const newer = entries.filter(({ name }) => !byName.has(name) && isAdditive(name));
  for (const { name, checksum } of entries) {
    const migration = byName.get(name);
    if (newer.some((entry) => entry.name === name)) continue;
    if (migration === undefined) {
      return DATABASE.error(
        `The database has the migration ${name}, which this code does not`,
        'Use the newer release',
      );
    }
    if (!matches(migration.sql, checksum)) {
      return DATABASE.error(`The migration ${name} was changed after it was applied`, 'Restore prisma/migrations');
    }
  }
  const pending = wanted.length - entries.length + newer.length;
  if (pending === 0 && newer.length > 0) {
    return DATABASE.warning(
      `A newer release added ${newer.length} migrations to the database; this one still works on it`,
      'Use the newer release',
    );
  }
  if (pending === 0) return DATABASE.ok(`All ${wanted.length} migrations are applied`);
  return DATABASE.warning(`${pending} of ${wanted.length} migrations are not applied`, 'npm start applies them');
}

async function readEntries(client: Client): Promise<Entry[]> {
  const { rows: tables } = await client.query<{ known: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS known`,
  );
  if (tables[0]?.known !== true) return [];
  const { rows } = await client.query<Entry>(`
    SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
    FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`);
  return rows;
}
