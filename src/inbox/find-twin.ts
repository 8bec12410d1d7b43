import Type from 'typebox';
import { type Database, join, type Sql, sql } from '../database/client.ts';
import { preparedRows } from '../database/prepared.ts';
import { Column } from '../database/rows.ts';
import type { LocalIds } from '../domain/events/event-type.ts';
import { eventType, isShopEventType } from '../domain/events/event-types.ts';
import { wroteBySteps } from './asked-of-steps.ts';
import type { EventContent, StoredBody } from './claimed-event.ts';

const readTwins = preparedRows(
  'find_twin',
  Type.Object({
    id: Column.text,
    seq: Column.bigint,
    type: Column.text,
    body: Column.bytes,
    reading: Column.number,
    sameContent: Column.boolean,
    said: Column.optionalText,
  }),
);

/** Another event that told of the same registration, order or refund and is done. */
export interface Twin extends StoredBody {
  /** Its place in the order of arrival. */
  readonly seq: bigint;
  /** Whether it is the same JSON; where it is not, it may say the same all the same. */
  readonly sameContent: boolean;
  /** The hash of all that it said, where its payload was removed; null where it was not, or nobody can tell. */
  readonly said: string | null;
}

// OFFSET 0: while the table is not analysed, or not anew, the planner takes what is done for rarer than what is of one order.
/**
 * The event that told of the same registration, order or refund of the same unit before, under another webhook id: of several the last
 * that changed anything in the CRM, since what stands is as that one told it. A dead one does not count, so that a corrected order can be
 * sent anew; and to one that was done before it is replayed no other counts that was done after it.
 */
export async function findTwin(database: Pick<Database, 'askPrepared'>, event: EventContent): Promise<Twin | null> {
  const subject = subjectOf(event);
  if (subject === null) return null;
  const rows = await readTwins(
    database,
    sql`
    SELECT id, seq, type, body, reading,
           content_sha256 = (SELECT content_sha256 FROM events WHERE id = ${event.id}::uuid) AS "sameContent",
           kept ->> 'said' AS said
    FROM (SELECT * FROM events WHERE business_unit = ${event.businessUnit} AND ${subject} OFFSET 0) events
    CROSS JOIN LATERAL (
      SELECT COALESCE((kept -> 'wrote')::boolean, ${wroteBySteps(sql`events.id`)}) AS wrote,
             coalesce(done_at, finished_at) AS first_done
    ) changed
    WHERE type = ${event.type} AND (status = 'done' OR done_at IS NOT NULL) AND id <> ${event.id}::uuid
      AND ((first_done, seq) < (SELECT own.done_at, own.seq FROM events own WHERE own.id = ${event.id}::uuid)) IS NOT FALSE
    ORDER BY wrote DESC, CASE WHEN wrote THEN first_done END DESC, first_done, seq LIMIT 1`,
    event.type,
  );
  return rows[0] ?? null;
}

/** Where an event of the same thing is found; null for one of which nothing tells that. */
function subjectOf(event: EventContent): Sql | null {
  const ids = isShopEventType(event.type) ? eventType(event.type).twins : [];
  if (ids.length === 0 || ids.some((id) => event[id] === null)) return null;
  return join(
    ids.map((id) => sql`${COLUMNS[id]} = ${event[id]}`),
    ' AND ',
  );
}

const COLUMNS: Readonly<Record<keyof LocalIds, Sql>> = {
  userId: sql`user_id`,
  orderId: sql`order_id`,
  refundId: sql`refund_id`,
};
