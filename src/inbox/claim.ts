import Type from 'typebox';
import { type Database, raw, sql } from '../database/client.ts';
import { preparedRows } from '../database/prepared.ts';
import { Column } from '../database/rows.ts';
import { REPLAY_MODES } from '../domain/events/replay-mode.ts';
import { CLAIMABLE } from './claimable.ts';
import type { ClaimedEvent } from './claimed-event.ts';
import { againOnCollision } from './collision.ts';

/** Who claims, how much, for how long, and of which CRM. */
export interface ClaimRequest {
  readonly owner: string;
  readonly limit: number;
  readonly leaseMs: number;
  readonly crm: string;
}

const readClaimed = preparedRows(
  'claim',
  Type.Object({
    id: Column.text,
    seq: Column.bigint,
    type: Column.text,
    crm: Column.text,
    businessUnit: Column.text,
    userId: Column.optionalText,
    orderId: Column.optionalText,
    refundId: Column.optionalText,
    requestId: Column.optionalText,
    traceparent: Column.optionalText,
    body: Column.bytes,
    reading: Column.number,
    mode: Type.Enum([...REPLAY_MODES]),
    attempts: Column.number,
    takeovers: Column.number,
    leaseToken: Column.text,
  }),
);

/** A claim looks at no more events that are held back than this: who finds none here lets them be parked and looks again. */
const HELD_LOOKED_AT = 100;

/**
 * Claims due events, the longest due first, and gives each a lease.
 *
 * An event is passed over while an earlier one with a common key is still to be settled, or any one with a common key runs.
 * Of due events that do not hold each other back (refunds that wait, the order they wait for) the first to arrive is taken; two
 * claims that take one each meet at the unique index on running keys, where the later one fails whole and tries again.
 */
export function claim(database: Database, request: ClaimRequest): Promise<ClaimedEvent[]> {
  return againOnCollision(() => claimOnce(database, request));
}

// Times are kept to the millisecond, rounded: what is due now may stand half a millisecond later.
//
// How many stands in the text: a plan for any number of them would read and sort them all.
//
// OFFSET 0 keeps the planner from turning the probes of a few events into a join over the whole inbox. The rows in view are read one by
// one, until enough of them are free. Median of a claim of 10 on two busy cores, and what it was without parking and an index by CRM
// (bench/claim.ts): behind 100,000 events of another CRM 3 ms (118), behind 20,000 of one address 1 ms (196), behind 100,000 of one
// address 4 ms (966); of 100,000 free ones 3 ms (6). To park an event takes 0.06 ms, once for each that it is found behind.
async function claimOnce(database: Database, request: ClaimRequest): Promise<ClaimedEvent[]> {
  const { limit } = request;
  const claimed = await readClaimed(
    database,
    sql`
    WITH due AS (
      SELECT seen.id, seen.seq, seen.keys
      FROM (
        SELECT id, seq, keys, next_attempt_at
        FROM events
        WHERE ${CLAIMABLE} AND crm = ${request.crm} AND next_attempt_at <= now() + interval '1 millisecond'
        ORDER BY next_attempt_at, seq
        LIMIT ${raw(String(limit + HELD_LOOKED_AT))}
      ) seen
      JOIN events e USING (id)
      WHERE e.status NOT IN ('running', 'done', 'dead', 'discarded') AND e.parked_behind IS NULL AND e.next_attempt_at <= now() + interval '1 millisecond'
        AND NOT EXISTS (
          SELECT 1
          FROM unnest(seen.keys) AS mine (key)
          WHERE seen.seq > (SELECT first.seq FROM event_keys first WHERE first.key = mine.key AND first.holds ORDER BY first.seq LIMIT 1)
             OR seen.id <> (SELECT busy.event_id FROM event_keys busy WHERE busy.key = mine.key AND busy.running)
          OFFSET 0
        )
      ORDER BY seen.next_attempt_at, seen.seq
      LIMIT ${raw(String(limit))}
      FOR UPDATE OF e SKIP LOCKED
    ),
    chosen AS (
      SELECT id FROM due WHERE NOT EXISTS (SELECT 1 FROM due earlier WHERE earlier.seq < due.seq AND earlier.keys && due.keys)
    ),
    keys AS (
      UPDATE event_keys k SET running = true, holds = true FROM chosen WHERE k.event_id = chosen.id
    )
    UPDATE events e
    SET status = 'running',
        attempts = e.attempts + 1,
        waiting_for = NULL,
        started_at = now(),
        lease_owner = ${request.owner},
        lease_token = gen_random_uuid(),
        lease_expires_at = now() + ${request.leaseMs} * interval '1 millisecond'
    FROM chosen
    WHERE e.id = chosen.id
    RETURNING e.id, e.seq, e.type, e.crm, e.business_unit AS "businessUnit", e.user_id AS "userId",
              e.order_id AS "orderId", e.refund_id AS "refundId", e.request_id AS "requestId", e.traceparent, e.body, e.reading,
              e.mode::text AS mode, e.attempts, e.takeovers, e.lease_token AS "leaseToken"`,
    String(limit),
  );
  // RETURNING has no order of its own.
  return claimed.sort((a, b) => (a.seq < b.seq ? -1 : 1));
}
