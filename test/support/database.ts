import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { pino } from 'pino';
import { inject } from 'vitest';
import { connectDatabase, type Database } from '../../src/database/open.ts';

/** A database that belongs to one test. */
export interface EmptyDatabase {
  readonly url: string;
  /** Ends everyone's connections to it and removes it. */
  drop(): Promise<void>;
}

/** The same with all migrations, opened. */
export interface TestDatabase extends EmptyDatabase {
  readonly database: Database;
}

/** A copy of the run's template, in 30 to 80 ms: drop it in `afterEach` or `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return opened(await createDatabase(nameOf(inject('templateUrl'))));
}

/** A database without a table, opened: a release is to make its own schema in it. */
export async function createUnmigratedDatabase(): Promise<TestDatabase> {
  return opened(await createEmptyDatabase());
}

function opened({ url, drop }: EmptyDatabase): TestDatabase {
  const database = connectDatabase(url, pino({ level: 'silent' }));
  return {
    url,
    database,
    async drop() {
      await database.close();
      await drop();
    },
  };
}

/** A database without a table. */
export function createEmptyDatabase(): Promise<EmptyDatabase> {
  return createDatabase('template0');
}

/** A copy of a database as it was at a moment. */
export interface Backup extends EmptyDatabase {
  /** Puts the copy in the place of the database. */
  restore(): Promise<void>;
}

/** Copies a database that no service uses at the moment; other connections to it end. */
export async function backUp({ url }: EmptyDatabase): Promise<Backup> {
  const original = nameOf(url);
  const copy = await copied(original);
  return {
    ...copy,
    async restore() {
      await onServer(`DROP DATABASE "${original}" WITH (FORCE)`);
      const template = `TEMPLATE "${nameOf(copy.url)}" ${await copying()}`;
      await onServer(`CREATE DATABASE "${original}" ${template}`);
    },
  };
}

// A template may have no connections.
async function copied(original: string): Promise<EmptyDatabase> {
  await onServer(`ALTER DATABASE "${original}" ALLOW_CONNECTIONS false`);
  try {
    await onServer(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${original}'`);
    return await createDatabase(original);
  } finally {
    await onServer(`ALTER DATABASE "${original}" ALLOW_CONNECTIONS true`);
  }
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

async function createDatabase(template: string): Promise<EmptyDatabase> {
  const name = `${inject('databases')}${randomUUID()}`;
  const url = new URL(inject('serverUrl'));
  url.pathname = name;
  await onServer(`CREATE DATABASE "${name}" TEMPLATE "${template}" ${await copying()}`);
  return {
    url: url.href,
    drop: async () => {
      await onServer(`DROP DATABASE "${name}" WITH (FORCE)`);
    },
  };
}

let administrators: Pool | null = null;
let strategy: Promise<string> | null = null;

/** Carries a statement out on the run's server: databases come and go every second, so that its connections are kept for that long. */
async function onServer(statement: string): Promise<readonly Record<string, unknown>[]> {
  administrators ??= new Pool({
    connectionString: inject('serverUrl'),
    max: 2,
    idleTimeoutMillis: 1_000,
    allowExitOnIdle: true,
  });
  return (await administrators.query<Record<string, unknown>>(statement)).rows;
}

/** Files are copied faster than they are written to the log, which PostgreSQL does from 15 on unless told otherwise. */
function copying(): Promise<string> {
  strategy ??= onServer(`SELECT current_setting('server_version_num')::int >= 150000 AS chooses`).then(([row]) =>
    row?.chooses === true ? 'STRATEGY file_copy' : '',
  );
  return strategy;
}
