import { type Sql, sql } from '../database/client.ts';
import type { ErrorClass } from '../domain/errors.ts';
import type { EventStatus } from '../domain/events/status.ts';
import { payloadHolds, payloadNames } from './search-payloads.ts';
import { eventsOfRecord } from './touched-record.ts';

/** Which events are meant; null = any. `from` is included, `to` left out. */
export interface EventFilter {
  readonly statuses: readonly EventStatus[] | null;
  readonly types: readonly string[] | null;
  readonly businessUnit: string | null;
  readonly userId: string | null;
  readonly orderId: string | null;
  readonly refundId: string | null;
  readonly webhookId: string | null;
  /** A record of the CRM that its steps or its links name. */
  readonly crmId: string | null;
  /** An address that stands in its payload as a whole value. */
  readonly email: string | null;
  /** The connected shop that it comes from. */
  readonly shop: string | null;
  readonly errorClass: ErrorClass | null;
  readonly errorCode: string | null;
  readonly errorStep: string | null;
  /** Whether it has warnings. */
  readonly warned: boolean | null;
  /** What stands anywhere in its payload. */
  readonly text: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

/** What events_error_idx is made of: the error of an event's last try stands until it is done. */
export const HAS_ERROR = sql`e.error_code IS NOT NULL`;
/** What events_warned_idx is made of. */
export const HAS_WARNINGS = sql`cardinality(e.warnings) > 0`;

/** Retention has not taken it. */
export const HAS_PAYLOAD = sql`e.payload_removed_at IS NULL`;

/** The filter as a condition on `events e`. What costs most to tell is told last. */
export function filterCondition(filter: EventFilter): Sql {
  const { statuses, types, from, to, warned, crmId, email, text } = filter;
  const conditions = [
    statuses === null ? null : sql`e.status = ANY (${[...statuses]}::event_status[])`,
    types === null ? null : sql`e.type = ANY (${[...types]}::text[])`,
    is(sql`e.business_unit`, filter.businessUnit),
    is(sql`e.user_id`, filter.userId),
    is(sql`e.order_id`, filter.orderId),
    is(sql`e.refund_id`, filter.refundId),
    is(sql`e.webhook_id`, filter.webhookId),
    is(sql`e.shop`, filter.shop),
    is(sql`e.error_class::text`, filter.errorClass),
    is(sql`e.error_code`, filter.errorCode),
    is(sql`e.error_step`, filter.errorStep),
    warned === null ? null : warned ? HAS_WARNINGS : sql`NOT ${HAS_WARNINGS}`,
    from === null ? null : sql`e.received_at >= ${from}`,
    to === null ? null : sql`e.received_at < ${to}`,
    crmId === null ? null : sql`e.id IN (${eventsOfRecord(crmId)})`,
    email === null ? null : sql`${HAS_PAYLOAD} AND ${payloadNames(email)}`,
    text === null ? null : sql`${HAS_PAYLOAD} AND ${payloadHolds(text)}`,
  ];
  return conditions.reduce<Sql>((all, one) => (one === null ? all : sql`${all} AND ${one}`), sql`true`);
}

function is(column: Sql, value: string | null): Sql | null {
  return value === null ? null : sql`${column} = ${value}`;
}
