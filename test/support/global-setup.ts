import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, escapeLiteral } from 'pg';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import { applyMigrations } from '../../src/database/migrate.ts';
import { administer } from './administer.ts';
import { scratchFolder } from './scratch-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where databases are made and dropped: the server's own database, as a role that may do so. */
    serverUrl: string;
    /** The URL of the database that has all migrations and no rows: to be copied, not connected to. */
    templateUrl: string;
    /** How the names of the run's databases begin; whatever is left of them goes when the run ends. */
    databases: string;
    /** The folder for everything the run writes; it goes, with the servers in it, when the run ends in whatever way. */
    scratch: string;
  }
}

const REAPER = fileURLToPath(new URL('reaper.ts', import.meta.url));

/** One PostgreSQL for the whole run: that at TEST_DATABASE_URL, or an embedded one of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL?.trim() ?? '';
  const scratch = await scratchFolder();
  const databases = `till_${randomBytes(4).toString('hex')}_`;
  const reap = startReaper(scratch, given === '' ? [] : [given, databases]);
  try {
    const { serverUrl, close } = given === '' ? await ownServer(scratch) : { serverUrl: given, close: async () => {} };
    const templateUrl = new URL(serverUrl);
    templateUrl.pathname = `${databases}template`;
    await administer(serverUrl, `CREATE DATABASE ${databases}template`);
    await applyMigrations(templateUrl.href);
    project.provide('serverUrl', serverUrl);
    project.provide('templateUrl', templateUrl.href);
    project.provide('databases', databases);
    project.provide('scratch', scratch);
    return async () => {
      await close();
      await reap();
    };
  } catch (error) {
    await reap();
    throw error;
  }
}

async function ownServer(scratch: string) {
  const server = await startEmbedded(path.join(scratch, 'main'), pino({ level: 'silent' }), {
    durable: false,
    maxConnections: 300,
  });
  const url = new URL(server.url);
  url.pathname = 'postgres';
  await cheapen(url.href);
  return { serverUrl: url.href, close: () => server.close() };
}

/** The service opens connections by the dozen in each of hundreds of databases: what costs a connection time is no test's subject here. */
async function cheapen(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // A password's hash of 4096 rounds is computed on both sides of each connection.
    await client.query('SET scram_iterations = 1');
    const { username, password } = new URL(url);
    await client.query(`ALTER ROLE ${username} PASSWORD ${escapeLiteral(decodeURIComponent(password))}`);
    // Databases that live for a second are not worth a vacuum, nor their plans a compilation.
    for (const setting of ['autovacuum', 'jit']) await client.query(`ALTER SYSTEM SET ${setting} = off`);
    await client.query('SELECT pg_reload_conf()');
  } finally {
    await client.end();
  }
}

/**
 * The reaper acts when its standard input ends: when it is told to, or when this process has died. `leftovers`: the server that is not ours, and
 * how the names of our databases on it begin.
 */
function startReaper(scratch: string, leftovers: readonly string[]): () => Promise<void> {
  const reaper = spawn(process.execPath, [REAPER, scratch, ...leftovers], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  const exited = once(reaper, 'exit');
  return async () => {
    reaper.stdin.end();
    await exited;
  };
}
