import path from 'node:path';
import { escapeIdentifier, Pool } from 'pg';
import { pino } from 'pino';
import { readPostmasterPid } from '../../src/database/embedded/postmaster-pid.ts';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import type { BenchServer } from '../part.ts';

/** A server that this process has started and ends. */
export interface OwnServer extends BenchServer {
  close(): Promise<void>;
}

const log = pino({ level: 'silent' });

/** Starts a PostgreSQL on new data in the folder, with the settings that the service's embedded one has. */
export async function startServer(folder: string): Promise<OwnServer> {
  const embedded = await startEmbedded(folder, log);
  const claimed = await readPostmasterPid(path.join(folder, 'postgresql', 'data'));
  if (claimed === null) throw new Error(`No PostgreSQL is at work in ${folder}`);
  // One statement after another, whoever asks.
  const pool = new Pool({ connectionString: embedded.url, max: 1 });
  pool.on('error', () => {});
  const { rows } = await pool.query<{ readonly server_version: string }>('SHOW server_version');
  return {
    pid: claimed.pid,
    version: rows[0]?.server_version ?? '',
    async create(name) {
      await pool.query(`CREATE DATABASE ${escapeIdentifier(name)}`);
      const url = new URL(embedded.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    async checkpoint() {
      await pool.query('CHECKPOINT');
    },
    async close() {
      await pool.end();
      await embedded.close();
    },
  };
}
