import { type Database, type Sql, sql } from '../database/client.ts';
import { ON_SHELF, SHELVES } from '../inbox/shelves.ts';
import { type EventFilter, filterCondition } from './event-filter.ts';
import { SEEN_COLUMNS, type SeenEvent } from './seen-event.ts';

/** An event's place in the list. */
export type EventPlace = Pick<SeenEvent, 'receivedAt' | 'seq'>;

/** A part of the list. */
export interface EventPart {
  readonly limit: number;
  /** The last event on the page before; null = the first page. */
  readonly before: EventPlace | null;
}

/** A page of events, the newest first. */
export async function listEvents({ prisma }: Database, filter: EventFilter, page: EventPart): Promise<SeenEvent[]> {
  return await prisma.$queryRaw<SeenEvent[]>(eventPage(filter, page));
}

const NEWEST_FIRST = sql`e.received_at DESC, e.seq DESC`;

/**
 * The statement of a page. What it reads grows with the page, not with the inbox: the events of a customer or an order are all read,
 * those of a status, unit or type are the heads of their shelves, and the others stand in order of arrival.
 */
export function eventPage(filter: EventFilter, page: EventPart): Sql {
  if (filter.userId !== null || filter.orderId !== null) return ofOne(filter, page);
  if (filter.shop !== null) return ofShop(filter, page);
  if (filter.statuses !== null || filter.types !== null || filter.businessUnit !== null)
    return fromShelves(filter, page);
  return sql`
    SELECT ${SEEN_COLUMNS} FROM events e WHERE ${within(filter, page)} ORDER BY ${NEWEST_FIRST} LIMIT ${page.limit}`;
}

// The unit as an array leaves the order by unit standing, which the index by order of arrival does not have; without a unit each is asked.
function ofOne(filter: EventFilter, page: EventPart): Sql {
  return sql`
    WITH RECURSIVE ${SHELVES},
    found AS MATERIALIZED (
      SELECT one.*
      FROM (SELECT DISTINCT business_unit FROM shelves) unit
      CROSS JOIN LATERAL (
        SELECT e.id, e.received_at, e.seq FROM events e
        WHERE e.business_unit = ANY (ARRAY[unit.business_unit]) AND ${filterCondition(filter)} AND ${within(filter, page)}
        ORDER BY e.business_unit DESC, ${NEWEST_FIRST} LIMIT ${page.limit}
      ) one
      ORDER BY one.received_at DESC, one.seq DESC LIMIT ${page.limit}
    )
    SELECT ${SEEN_COLUMNS} FROM found JOIN events e USING (id) ORDER BY ${NEWEST_FIRST}`;
}

// The shop as an array leaves no other index its order.
function ofShop(filter: EventFilter, page: EventPart): Sql {
  return sql`
    SELECT ${SEEN_COLUMNS} FROM events e
    WHERE e.shop = ANY (ARRAY[${filter.shop}]) AND ${filterCondition(filter)} AND ${within(filter, page)}
    ORDER BY e.shop DESC, ${NEWEST_FIRST} LIMIT ${page.limit}`;
}

function fromShelves(filter: EventFilter, page: EventPart): Sql {
  const { statuses, types, businessUnit } = filter;
  return sql`
    WITH RECURSIVE ${SHELVES},
    found AS MATERIALIZED (
      SELECT head.*
      FROM shelves shelf
      CROSS JOIN LATERAL (
        SELECT e.received_at, e.seq FROM events e WHERE ${ON_SHELF} AND ${within(filter, page)}
        ORDER BY e.status DESC, ${NEWEST_FIRST} LIMIT ${page.limit}
      ) head
      WHERE ${statuses === null ? sql`true` : sql`shelf.status = ANY (${[...statuses]}::event_status[])`}
        AND ${types === null ? sql`true` : sql`shelf.type = ANY (${[...types]}::text[])`}
        AND ${businessUnit === null ? sql`true` : sql`shelf.business_unit = ${businessUnit}`}
      ORDER BY head.received_at DESC, head.seq DESC LIMIT ${page.limit}
    )
    SELECT ${SEEN_COLUMNS} FROM found JOIN events e USING (received_at, seq) ORDER BY ${NEWEST_FIRST}`;
}

/** Whether `events e` came in the filter's time, and before the page before ended. */
function within({ from, to }: EventFilter, { before }: EventPart): Sql {
  return sql`${from === null ? sql`true` : sql`e.received_at >= ${from}`}
    AND ${to === null ? sql`true` : sql`e.received_at < ${to}`}
    AND ${before === null ? sql`true` : sql`(e.received_at, e.seq) < (${before.receivedAt}, ${before.seq})`}`;
}
