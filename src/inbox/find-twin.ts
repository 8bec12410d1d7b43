import { type Database, sql } from '../database/client.ts';
import type { EventContent } from './claimed-event.ts';

/** An earlier event that told of the same registration, order or refund and is done. */
export interface Twin {
  readonly id: string;
  readonly type: string;
  readonly body: Uint8Array;
  /** Whether it is the same JSON; where it is not, it may say the same all the same. */
  readonly sameContent: boolean;
}

/**
 * The event that already did what this one asks for: the same registration, order or refund of the same unit, sent under
 * another webhook id. A dead one does not count, so that a corrected order can be sent anew.
 */
export async function findTwin(database: Database, event: EventContent): Promise<Twin | null> {
  const subject = subjectOf(event);
  if (subject === null) return null;
  const rows = await database.prisma.$queryRaw<Twin[]>(sql`
    SELECT id, type, body,
           content_sha256 = (SELECT content_sha256 FROM events WHERE id = ${event.id}::uuid) AS "sameContent"
    FROM events
    WHERE type = ${event.type} AND business_unit = ${event.businessUnit} AND ${subject}
      AND status = 'done' AND id <> ${event.id}::uuid
    ORDER BY finished_at, seq LIMIT 1`);
  return rows[0] ?? null;
}

function subjectOf({ type, userId, orderId, refundId }: EventContent) {
  switch (type) {
    case 'order.refunded':
      return sql`order_id = ${orderId} AND refund_id = ${refundId}`;
    case 'order.paid':
      return sql`order_id = ${orderId}`;
    // Somebody without an account is known by an address or a phone: the lead of it is made once by its id.
    case 'customer.registered':
      return userId === null ? null : sql`user_id = ${userId}`;
    // Lines of a contract are known one by one, by the mapping.
    default:
      return null;
  }
}
