import { type ClientBase, Pool, type PoolClient, type PoolConfig } from 'pg';
import type { Logger } from 'pino';
import { ofDatabase, sqlStates } from './error-chain.ts';
import { DatabaseAway, READ_ONLY } from './errors.ts';
import { driverUrl } from './tls.ts';
import { NO_WRITES, TAKES_WRITES } from './writable.ts';

/** How long a connection may take to come about, in milliseconds. */
export const CONNECT_MS = 5_000;
/** No statement of the service is meant to take long; one that does is stuck, and its connection is needed. */
export const STATEMENT_MS = 15_000;
/** The server ends a statement first; this is for a server that has gone silent, and for a transaction that nobody goes on with. */
const SILENCE_MS = 20_000;

const POOL_SIZE = 20;

/** How a pool is made, and who is told of it. */
export interface PoolOptions {
  /** How many connections it has at most; 20 unless given. */
  readonly size?: number | undefined;
  /** A statement was refused since the server takes no writes any more. */
  readonly onReadOnly?: ((error: DatabaseAway) => void) | undefined;
}

/** What a session is told when it begins. Poolers refuse such things among the parameters of a connection. */
const SETTINGS = {
  /**
   * Every statement of the service goes by an index. A plan that was made while a table was nearly empty is kept, and must not read a table
   * from its beginning to its end once that has grown.
   */
  enable_seqscan: 'off',
  statement_timeout: STATEMENT_MS,
  idle_in_transaction_session_timeout: SILENCE_MS,
};

/**
 * Connections for statements. Only a server that takes writes is used; where one no longer does, all of its connections are given up, since
 * the name that led to it may lead to another one by now.
 */
export class ServicePool extends Pool {
  readonly #open = new Set<PoolClient>();
  readonly #givenUp = new WeakSet<PoolClient>();

  readonly #onReadOnly: (error: DatabaseAway) => void;

  constructor(config: PoolConfig, { onReadOnly = () => {} }: PoolOptions) {
    super(config);
    this.#onReadOnly = onReadOnly;
    this.on('connect', (client: PoolClient) => this.#open.add(client));
    this.on('remove', (client: PoolClient) => this.#open.delete(client));
    // The pool lends none that is ending.
    this.on('release', (_error: Error, client: PoolClient) => {
      if (this.#givenUp.has(client)) void client.end();
    });
  }

  /** An error of a statement on this pool, as `ofDatabase` tells it. */
  explain(error: unknown): unknown {
    const told = ofDatabase(error);
    if (sqlStates(error).includes(READ_ONLY)) {
      this.#giveUpAll();
      if (told instanceof DatabaseAway) this.#onReadOnly(told);
    }
    return told;
  }

  /** Those that are idle now, the others once they are given back. */
  #giveUpAll(): void {
    for (const client of this.#open) this.#givenUp.add(client);
    for (let left = this.idleCount; left > 0; left -= 1) {
      // What is in the way of a connection is told to those who need one.
      this.connect().then(
        (client) => client.release(true),
        () => {},
      );
    }
  }
}

/**
 * A pool for queries on `url`; connects when first used. What the URL itself says of a setting wins over the ones here. A connection that
 * breaks while idle is logged and replaced.
 *
 * pg closes a connection whose statement failed, so that failing statements are no way to ask a question.
 */
export function createPool(url: string, log: Logger, options: PoolOptions = {}): ServicePool {
  const begin = beginningOf(url);
  const config: PoolConfig = {
    connectionString: driverUrl(url),
    application_name: 'tillbridge',
    max: options.size ?? POOL_SIZE,
    min: 1,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    query_timeout: SILENCE_MS,
    onConnect: (client) => beginSession(client, begin),
  };
  const pool = new ServicePool(config, options);
  // A server that dies may say so before whoever asked for the connection listens; its first query then fails.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'));
  return pool;
}

/** One message for all of it: it is sent on every new connection. */
function beginningOf(url: string): string {
  const said = URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams();
  const own = Object.entries(SETTINGS).filter(
    ([name]) => !said.has(name) && !(said.get('options') ?? '').includes(`${name}=`),
  );
  return [...own.map(([name, value]) => `SET ${name} = ${value}`), TAKES_WRITES].join(';\n');
}

async function beginSession(client: ClientBase, script: string): Promise<void> {
  const results = [await client.query<{ takesWrites: boolean }>(script)].flat();
  if (results.at(-1)?.rows[0]?.takesWrites !== true) throw new DatabaseAway(null, NO_WRITES);
}
