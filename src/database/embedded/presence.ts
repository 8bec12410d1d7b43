import { randomUUID } from 'node:crypto';
import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { codeOf, isConnectionLoss } from '../errors.ts';
import { type Cluster, ROLE } from './cluster.ts';

/** Shared by every application that uses a server, exclusive for the one that stops it. */
const PRESENCE_LOCK = 0x7469_6c6c;
const DATABASE = 'tillbridge';

/**
 * One application's stake in a running server: a connection that holds a shared advisory lock. PostgreSQL lets go of it when the
 * application dies, however that happens.
 */
export interface Presence {
  /** Settles when the connection ends, by whichever side. */
  readonly ended: Promise<void>;
  /** Gives the stake up. Runs `stop` if nobody else holds one; until that is done nobody can join. */
  leave(stop: () => Promise<void>): Promise<void>;
}

/** The URL of the service's database on the cluster's server. */
export function databaseUrl(cluster: Cluster, port: number): string {
  return `postgresql://${ROLE}:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}/${DATABASE}`;
}

/**
 * Joins the server on `port` if it is the one that serves `cluster`, and makes the service's database if it is not there.
 *
 * @returns null if there is no server, it is starting or stopping, or it is not ours.
 */
export async function join(cluster: Cluster, port: number): Promise<Presence | null> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: ROLE,
    password: cluster.password,
    database: 'postgres',
    application_name: 'tillbridge presence',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
  // A broken connection shows as `end`; without a listener the error would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    if (!(await servesFolder(client, cluster.folder))) {
      await client.end();
      return null;
    }
    await client.query(`SELECT pg_advisory_lock_shared(${PRESENCE_LOCK})`);
    await createDatabase(client);
  } catch (error) {
    await client.end().catch(() => {});
    // Another server may have the port now: it does not know our user, password or role (SQLSTATE class 28).
    if (isConnectionLoss(error) || codeOf(error).startsWith('28')) return null;
    throw error;
  }
  return { ended, leave: (stop) => leave(client, stop) };
}

/** A password and a data directory can both be copies: only the server inside this very folder can read what we put there now. */
async function servesFolder(client: Client, folder: string): Promise<boolean> {
  const secret = randomUUID();
  const name = `join-${secret}`;
  const file = path.join(folder, name);
  try {
    await writeFile(file, secret);
    // The server may be another user's; the folder around the file is closed to all others.
    await chmod(file, 0o644);
    const { rows } = await client.query<{ found: string | null }>('SELECT pg_read_file($1, true) AS found', [
      `../${name}`,
    ]);
    return rows[0]?.found === secret;
  } finally {
    await rm(file, { force: true });
  }
}

async function createDatabase(client: Client): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
  if (rowCount !== 0) return;
  try {
    await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    // Another application was quicker: duplicate_database, or unique_violation in the catalogue.
    if (!['42P04', '23505'].includes(codeOf(error))) throw error;
  }
}

async function leave(client: Client, stop: () => Promise<void>): Promise<void> {
  try {
    await client.query(`SELECT pg_advisory_unlock_shared(${PRESENCE_LOCK})`);
    const { rows } = await client.query<{ last: boolean }>(`SELECT pg_try_advisory_lock(${PRESENCE_LOCK}) AS last`);
    if (rows[0]?.last === true) await stop();
  } catch (error) {
    if (!isConnectionLoss(error)) throw error;
  } finally {
    await client.end().catch(() => {});
  }
}
