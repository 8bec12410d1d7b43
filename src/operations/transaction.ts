import type { Database } from '../database/client.ts';
import { againOnCollision } from '../inbox/collision.ts';

/** What a statement needs: the database itself, or one transaction of it. */
export type Queries = Pick<
  Database['prisma'],
  '$queryRaw' | '$executeRaw' | 'auditEntry' | 'idempotentAnswer' | 'replay' | 'replayItem' | 'event' | 'crmPause'
>;

/** Runs work in one transaction: all of it is kept, or nothing. Where it collided with another one it is done once more, whole. */
export async function inTransaction<T>(database: Database, work: (prisma: Queries) => Promise<T>): Promise<T> {
  return await againOnCollision(() => database.prisma.$transaction(async (transaction) => await work(transaction)));
}
