import type { Client } from 'pg';
import { connect, nameOf } from './connect.ts';
import { DatabaseUnreachable, DatabaseUnsuitable, reasonOf } from './errors.ts';
import { sharesItsSessions } from './pooler.ts';
import { NO_WRITES, TAKES_WRITES } from './writable.ts';

/** `idle_session_timeout`, by which a process that sleeps loses its locks, is of this release. */
export const OLDEST_POSTGRESQL = 14;

/** A server as it says of itself. */
export interface Server {
  /** As `server_version_num` has it: 150004. */
  readonly number: number;
  readonly version: string;
  /** Who we are there. */
  readonly role: string;
}

/**
 * Looks whether the server at `url` is one that the service can work on: new enough, one that takes writes, and one whose sessions are each
 * ours alone as long as we have them.
 *
 * @throws DatabaseUnreachable it is not to be reached, or takes no writes
 * @throws DatabaseUnsuitable it never will do
 */
export async function examineServer(url: string): Promise<Server> {
  const client = await connect(url);
  try {
    const server = await readServer(client);
    const { number, version } = server;
    if (number < OLDEST_POSTGRESQL * 10_000) {
      throw new DatabaseUnsuitable(
        `${nameOf(client)} is of version ${version}; tillbridge needs ${OLDEST_POSTGRESQL} or later.`,
      );
    }
    await requirePrimary(client);
    if (await sharesItsSessions(client, url)) {
      throw new DatabaseUnsuitable(
        `${nameOf(client)} is a pooler that lends a session for one transaction or statement (PgBouncer's pool_mode transaction or statement): locks over all replicas would not hold. Let DATABASE_URL lead past it to the server, or to a pool with pool_mode=session.`,
      );
    }
    return server;
  } catch (error) {
    if (error instanceof DatabaseUnsuitable || error instanceof DatabaseUnreachable) throw error;
    throw new DatabaseUnreachable(`${nameOf(client)} broke off: ${reasonOf(error)}`, 'transient', { cause: error });
  } finally {
    await client.end();
  }
}

async function readServer(client: Client): Promise<Server> {
  const { rows } = await client.query<Server>(`
    SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version, current_user AS role`);
  const [server] = rows;
  if (server === undefined) throw new TypeError('A SELECT without FROM gives a row');
  return server;
}

async function requirePrimary(client: Client): Promise<void> {
  const { rows } = await client.query<{ takesWrites: boolean }>(TAKES_WRITES);
  if (rows[0]?.takesWrites === true) return;
  throw new DatabaseUnreachable(`${nameOf(client)} is not the primary. ${NO_WRITES}`, 'transient');
}
