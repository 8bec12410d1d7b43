import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { openDatabase } from '../../src/database/open.ts';
import { TillbridgeError } from '../../src/domain/errors.ts';
import type { SettledEvent } from './inbox-reader.ts';

/** A deleted event. */
export type DeletedEvent = Pick<SettledEvent, 'id' | 'webhookId' | 'seq' | 'keys' | 'refundId' | 'type' | 'parentId'>;

const AGAIN_MS = 200;

/** Deletes the refunds that are done, with their steps, as a clean-up by age would; again when the database is away for a moment. */
export async function deleteDoneRefunds(dataDir: string): Promise<readonly DeletedEvent[]> {
  for (;;) {
    try {
      const database = await openDatabase(
        { url: null, ownerUrl: null, dataDir, poolSize: 5 },
        pino({ level: 'silent' }),
      );
      try {
        return await database.prisma.$queryRaw<DeletedEvent[]>`
          DELETE FROM events WHERE status = 'done' AND type = 'order.refunded'
          RETURNING id, webhook_id AS "webhookId", seq, keys, refund_id AS "refundId", type,
            parent_id AS "parentId"`;
      } finally {
        await database.close();
      }
    } catch (error) {
      if (!(error instanceof TillbridgeError) || error.errorClass !== 'transient') throw error;
      await pause(AGAIN_MS);
    }
  }
}
