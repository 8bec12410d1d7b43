import { type Sql, sql } from '../database/client.ts';
import type { EventStatus } from '../domain/events/status.ts';

/** Which events are meant; null = any. Times are instants in ISO 8601, `from` included, `to` left out. */
export interface EventFilter {
  readonly statuses: readonly EventStatus[] | null;
  readonly types: readonly string[] | null;
  readonly businessUnit: string | null;
  readonly userId: string | null;
  readonly orderId: string | null;
  /** The connected shop that it comes from. */
  readonly shop: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

/** The filter as a condition on `events e`. */
export function filterCondition(filter: EventFilter): Sql {
  const { statuses, types, businessUnit, userId, orderId, shop, from, to } = filter;
  const conditions = [
    statuses === null ? null : sql`e.status = ANY (${[...statuses]}::event_status[])`,
    types === null ? null : sql`e.type = ANY (${[...types]}::text[])`,
    businessUnit === null ? null : sql`e.business_unit = ${businessUnit}`,
    userId === null ? null : sql`e.user_id = ${userId}`,
    orderId === null ? null : sql`e.order_id = ${orderId}`,
    shop === null ? null : sql`e.shop = ${shop}`,
    from === null ? null : sql`e.received_at >= ${from}`,
    to === null ? null : sql`e.received_at < ${to}`,
  ];
  return conditions.reduce<Sql>((all, one) => (one === null ? all : sql`${all} AND ${one}`), sql`true`);
}
