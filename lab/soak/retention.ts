import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { type Database, sql } from '../../src/database/client.ts';
import { openDatabase } from '../../src/database/open.ts';
import { TillbridgeError } from '../../src/domain/errors.ts';
import { removeBatch } from '../../src/operations/retention/remove-batch.ts';
import { inTransaction } from '../../src/operations/transaction.ts';
import type { SettledEvent } from './inbox-reader.ts';

/** A deleted event. */
export type DeletedEvent = Pick<SettledEvent, 'id' | 'webhookId' | 'seq' | 'keys' | 'refundId' | 'type' | 'parentId'>;

/** What an event was before its payload was removed. */
export interface RemovedEvent {
  readonly id: string;
  readonly keys: readonly string[];
  readonly warnings: readonly string[];
  readonly body: Uint8Array;
}

const AGAIN_MS = 200;
/** By one commit. */
const MOST = 500;
/** Whatever has ended by now. */
const AHEAD_MS = 60_000;

/** Deletes the refunds that are done, with their steps, as a clean-up by age would. */
export async function deleteDoneRefunds(dataDir: string): Promise<readonly DeletedEvent[]> {
  return await onDatabase(
    dataDir,
    async ({ prisma }) =>
      await prisma.$queryRaw<DeletedEvent[]>`
        DELETE FROM events WHERE status = 'done' AND type = 'order.refunded'
        RETURNING id, webhook_id AS "webhookId", seq, keys, refund_id AS "refundId", type,
          parent_id AS "parentId"`,
  );
}

/** Removes payload and steps of everything that has ended, as retention does by age; tells what these events were. */
export async function removeEndedPayloads(dataDir: string): Promise<readonly RemovedEvent[]> {
  // Over all tries: one whose answer was lost may have removed them.
  const before = new Map<string, RemovedEvent>();
  return await onDatabase(dataDir, async (database) => {
    const olderThan = new Date(Date.now() + AHEAD_MS);
    await inTransaction(database, async (prisma) => {
      // What ends in between is not taken: nobody would know what it was.
      await prisma.$executeRaw(sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`);
      const ended = await prisma.$queryRaw<RemovedEvent[]>(sql`
        SELECT id, keys, warnings, body FROM events WHERE status IN ('done', 'discarded') AND payload_removed_at IS NULL`);
      for (const event of ended) before.set(event.id, event);
      await removeBatch(prisma, { olderThan, from: null, size: MOST });
    });
    const removed = await database.prisma.$queryRaw<{ id: string }[]>(sql`
      SELECT id FROM events WHERE payload_removed_at IS NOT NULL`);
    return removed.flatMap(({ id }) => before.get(id) ?? []);
  });
}

/** Asks again when the database is away for a moment. */
async function onDatabase<T>(dataDir: string, work: (database: Database) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      const database = await openDatabase(
        { url: null, ownerUrl: null, dataDir, poolSize: 5 },
        pino({ level: 'silent' }),
      );
      try {
        return await work(database);
      } finally {
        await database.close();
      }
    } catch (error) {
      if (!(error instanceof TillbridgeError) || error.errorClass !== 'transient') throw error;
      await pause(AGAIN_MS);
    }
  }
}
