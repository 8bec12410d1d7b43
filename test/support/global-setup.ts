import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, escapeLiteral } from 'pg';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import { applyMigrations } from '../../src/database/migrate.ts';
import { scratchFolder } from './scratch-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the database that has all migrations and no rows: to be copied, not connected to. */
    templateUrl: string;
    /** The folder for everything the run writes; it goes, with the servers in it, when the run ends in whatever way. */
    scratch: string;
  }
}

const REAPER = fileURLToPath(new URL('reaper.ts', import.meta.url));

/** One PostgreSQL for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const scratch = await scratchFolder();
  const reap = startReaper(scratch);
  try {
    const server = await startEmbedded(path.join(scratch, 'main'), pino({ level: 'silent' }), {
      durable: false,
      maxConnections: 300,
    });
    await applyMigrations(server.url);
    await cheapen(server.url);
    project.provide('templateUrl', server.url);
    project.provide('scratch', scratch);
    return async () => {
      await server.close();
      await reap();
    };
  } catch (error) {
    await reap();
    throw error;
  }
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

/** The reaper acts when its standard input ends: when it is told to, or when this process has died. */
function startReaper(scratch: string): () => Promise<void> {
  const reaper = spawn(process.execPath, [REAPER, scratch], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  const exited = once(reaper, 'exit');
  return async () => {
    reaper.stdin.end();
    await exited;
  };
}
