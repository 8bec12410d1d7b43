import { type Database, sql } from '../database/client.ts';
import type { EventContent } from './claimed-event.ts';

/** An earlier event that told of the same registration, order or refund and is done. */
export interface Twin {
  readonly id: string;
  /** Whether its content is the same as well. */
  readonly sameContent: boolean;
}

/**
 * The event that already did what this one asks for: the same registration, order or refund of the same unit, sent under
 * another webhook id. A dead one does not count, so that a corrected order can be sent anew.
 */
export async function findTwin(database: Database, event: EventContent): Promise<Twin | null> {
  const subject =
    event.type === 'order.refunded'
      ? sql`refund_id = ${event.refundId}`
      : event.type === 'order.paid'
        ? sql`order_id = ${event.orderId}`
        : event.type === 'customer.registered'
          ? sql`user_id = ${event.userId}`
          : null;
  // Lines of a contract are known one by one, by the mapping.
  if (subject === null) return null;
  const rows = await database.prisma.$queryRaw<Twin[]>(sql`
    SELECT id, content_sha256 = (SELECT content_sha256 FROM events WHERE id = ${event.id}::uuid) AS "sameContent"
    FROM events
    WHERE type = ${event.type} AND business_unit = ${event.businessUnit} AND ${subject}
      AND status = 'done' AND id <> ${event.id}::uuid
    ORDER BY finished_at, seq LIMIT 1`);
  return rows[0] ?? null;
}
