import { type Database, sql } from '../database/client.ts';
import type { ClaimedEvent } from './claimed-event.ts';

/** Who claims, how much, for how long, and of which CRMs (those whose breaker is open are left out). */
export interface ClaimRequest {
  readonly owner: string;
  readonly limit: number;
  readonly leaseMs: number;
  readonly crms: readonly string[];
}

/**
 * Claims due events, the longest due first, and gives each a lease.
 *
 * An event is passed over while an earlier one with a common key is still to be settled, or any one with a common key runs.
 * Two claims that see each other's event as free (a refund that waits, the order it waits for) meet at the unique index
 * on running keys: the later one fails whole with a unique violation and simply tries again.
 */
export async function claim(database: Database, request: ClaimRequest): Promise<ClaimedEvent[]> {
  return await database.prisma.$queryRaw<ClaimedEvent[]>(sql`
    WITH due AS (
      SELECT e.id
      FROM events e
      WHERE e.status IN ('pending', 'retrying', 'waiting')
        AND e.next_attempt_at <= now()
        AND e.crm = ANY (${[...request.crms]}::text[])
        AND NOT EXISTS (
          SELECT 1
          FROM event_keys mine
          WHERE mine.event_id = e.id
            AND (
              mine.seq > (SELECT h.seq FROM event_keys h WHERE h.key = mine.key AND h.holds ORDER BY h.seq LIMIT 1)
              OR mine.event_id <> (SELECT r.event_id FROM event_keys r WHERE r.key = mine.key AND r.running LIMIT 1)
            )
        )
      ORDER BY e.next_attempt_at, e.seq
      LIMIT ${request.limit}
      FOR UPDATE OF e SKIP LOCKED
    ),
    keys AS (
      UPDATE event_keys k SET running = true FROM due WHERE k.event_id = due.id
    )
    UPDATE events e
    SET status = 'running',
        attempts = e.attempts + 1,
        waiting_for = NULL,
        lease_owner = ${request.owner},
        lease_token = gen_random_uuid(),
        lease_expires_at = now() + ${request.leaseMs} * interval '1 millisecond'
    FROM due
    WHERE e.id = due.id
    RETURNING e.id, e.seq, e.type, e.crm, e.business_unit AS "businessUnit", e.user_id AS "userId",
              e.order_id AS "orderId", e.refund_id AS "refundId", e.body,
              e.attempts, e.takeovers, e.lease_token AS "leaseToken"`);
}
