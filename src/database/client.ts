import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './generated/client.ts';
import type { Locks } from './locks/locks.ts';
import { CONNECT_MS, type ServicePool, STATEMENT_MS } from './pool.ts';
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

/**
 * Prisma on `pool`, which stays the caller's to end. Every statement through it throws `DatabaseAway` where the database was not to be
 * reached or broke off: here is the one place where that is told from other errors.
 */
export function createPrisma(pool: ServicePool) {
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
          throw pool.explain(error);
        }
      },
    },
  });
  return withOwnErrors(extended, pool);
}

/**
 * What an extension does not see: the begin and the commit of a transaction. What the work under it throws is passed on as it is: its
 * statements have told already, and the rest is no error of the database.
 */
function withOwnErrors<Client extends object>(client: Client, pool: ServicePool): Client {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name !== '$transaction' || typeof member !== 'function') return member;
      return async (work: unknown, ...options: unknown[]) => {
        const thrown: unknown[] = [];
        try {
          return await Reflect.apply(member, target, [noting(work, thrown), ...options]);
        } catch (error) {
          throw thrown.includes(error) ? error : pool.explain(error);
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
