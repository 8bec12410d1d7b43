import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
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
  const template = new URL(inject('templateUrl')).pathname.slice(1);
  const { url, drop } = await createDatabase(template);
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

async function createDatabase(template: string): Promise<EmptyDatabase> {
  const name = `test_${randomUUID()}`;
  const url = new URL(inject('templateUrl'));
  url.pathname = name;
  await administer(`CREATE DATABASE "${name}" TEMPLATE "${template}" STRATEGY file_copy`);
  return { url: url.href, drop: () => administer(`DROP DATABASE "${name}" WITH (FORCE)`) };
}

async function administer(statement: string): Promise<void> {
  const url = new URL(inject('templateUrl'));
  url.pathname = 'postgres';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
