import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { ofDatabase } from './error-chain.ts';
import { Prisma, PrismaClient } from './generated/client.ts';
import type { Locks } from './locks/locks.ts';
import type { AskPrepared } from './prepared.ts';

export * from './generated/enums.ts';
export { Prisma, PrismaClient };

/** SQL with bound values, for `$queryRaw` and `$executeRaw`; an `Sql` may hold another. */
export const { sql, join, raw, empty } = Prisma;
export type Sql = Prisma.Sql;

/** An open database. */
export interface Database {
  readonly prisma: ReturnType<typeof createPrisma>;
  /** For the few statements that pass the ORM by. */
  readonly askPrepared: AskPrepared;
  /** On a connection of their own, so that a lock held never takes one from the queries under it. */
  readonly locks: Locks;
  /** Holds the password. */
  readonly url: string;
  /** Ends all connections, and the embedded server if this was its last user. */
  close(): Promise<void>;
}

const CONNECT_MS = 5_000;
/** No statement of the service is meant to take long; one that does is stuck, and its connection is needed. */
const STATEMENT_MS = 15_000;
/**
 * Every statement of the service goes by an index. A plan that was made while a table was nearly empty is kept, and must not read a table
 * from its beginning to its end once that has grown.
 */
const BY_INDEX = '-c enable_seqscan=off';
/** The server ends a statement first; this is for a server that has gone silent. */
const SILENCE_MS = 20_000;

const MOST_CONNECTIONS = 20;

/**
 * A pool for queries on `url`; connects when first used. Options in the URL win over those here. A connection that breaks while idle is
 * logged and replaced.
 *
 * pg closes a connection whose statement failed, so that failing statements are no way to ask a question.
 */
export function createPool(url: string, log: Logger): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'tillbridge',
    max: MOST_CONNECTIONS,
    min: 1,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options: BY_INDEX,
    statement_timeout: STATEMENT_MS,
    query_timeout: SILENCE_MS,
  });
  // A server that dies may say so before whoever asked for the connection listens; its first query then fails.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'));
  return pool;
}

/**
 * Prisma on `pool`, which stays the caller's to end. Every statement through it throws `DatabaseAway` where the database was not to be
 * reached or broke off: here is the one place where that is told from other errors.
 */
export function createPrisma(pool: Pool) {
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    errorFormat: 'minimal',
    transactionOptions: { maxWait: CONNECT_MS, timeout: STATEMENT_MS },
  });
  const extended = prisma.$extends({
    name: 'database-away',
    query: {
      // Typed and raw statements, those in transactions included.
      async $allOperations({ args, query }) {
        try {
          return await query(args);
        } catch (error) {
          throw ofDatabase(error);
        }
      },
    },
  });
  return withOwnErrors(extended);
}

/**
 * What an extension does not see: the begin and the commit of a transaction. What the work under it throws is passed on as it is: its
 * statements have told already, and the rest is no error of the database.
 */
function withOwnErrors<Client extends object>(client: Client): Client {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name !== '$transaction' || typeof member !== 'function') return member;
      return async (work: unknown, ...options: unknown[]) => {
        const thrown: unknown[] = [];
        try {
          return await Reflect.apply(member, target, [noting(work, thrown), ...options]);
        } catch (error) {
          throw thrown.includes(error) ? error : ofDatabase(error);
        }
      };
    },
  });
}

/** Work that notes what it throws; statements of a batch as they are. */
function noting(work: unknown, thrown: unknown[]): unknown {
  if (typeof work !== 'function') return work;
  return async (transaction: unknown) => {
    try {
      return await work(transaction);
    } catch (error) {
      thrown.push(error);
      throw error;
    }
  };
}
