import { type Sql, sql } from '../database/client.ts';
import type { EventStatus } from '../domain/events/status.ts';
import { ON_SHELF, SHELVES } from '../inbox/shelves.ts';
import { type EventFilter, HAS_ERROR, HAS_WARNINGS } from './event-filter.ts';
import type { SeenEvent } from './seen-event.ts';

/** An event's place in the order of arrival. */
export type EventPlace = Pick<SeenEvent, 'receivedAt' | 'seq'>;

/** In which order a list stands. */
export type EventOrder = 'newest' | 'oldest';

/** A stretch of a list: what comes after one place, up to another one included; null = from its beginning, to its end. */
export interface Stretch {
  readonly order: EventOrder;
  readonly after: EventPlace | null;
  readonly upTo: EventPlace | null;
}

/**
 * Where events are read in order of arrival: one line of an index, or several that are merged. `lines`: a table expression `line` of which each row is
 * one. `where`: what is of the line, of `events e`. `first`: the columns of its index before the order of arrival.
 */
interface Lines {
  readonly helpers: Sql;
  readonly lines: Sql;
  readonly where: Sql;
  readonly first: readonly Sql[];
  /** The members of a filter for which all that is in the lines fits. */
  readonly covers: readonly (keyof EventFilter)[];
}

const ARRIVAL: Lines = {
  helpers: sql`none AS (SELECT 1)`,
  lines: sql`(SELECT 1) line`,
  where: sql`true`,
  first: [],
  covers: [],
};

/** Statuses that few events have for long: their lines are short. */
const PASSING: ReadonlySet<EventStatus> = new Set(['pending', 'running', 'waiting', 'retrying', 'dead', 'discarded']);

/**
 * The lines that hold the events of a filter and as little else as can be told without knowing the inbox. A column is compared with an array
 * of one, which leaves the order by it standing: no index but the one that is meant has that order. `ids`: those of the events of its record, where
 * they are few.
 */
export function linesFor(filter: EventFilter, ids: readonly string[] | null): Lines {
  const { userId, orderId, refundId, errorClass, errorCode, errorStep, statuses, types, businessUnit, shop } = filter;
  if (filter.webhookId !== null) return ofWebhook(filter.webhookId);
  if (ids !== null) return ofIds(ids);
  if (refundId !== null) return ofUnits(filter, sql`e.refund_id = ${refundId}`, 'refundId');
  if (orderId !== null) return ofUnits(filter, sql`e.order_id = ${orderId}`, 'orderId');
  if (userId !== null) return ofUnits(filter, sql`e.user_id = ${userId}`, 'userId');
  if (errorClass !== null || errorCode !== null || errorStep !== null) return ofErrors(filter);
  if (filter.warned === true) return ofWarned(filter);
  const passing = statuses?.every((status) => PASSING.has(status)) ?? false;
  if (shop !== null && !passing) return ofShop(shop);
  const searched = filter.text !== null || filter.email !== null;
  const shelved = statuses !== null || types !== null || businessUnit !== null;
  return shelved && (passing || !searched) ? onShelves(filter) : ARRIVAL;
}

/** Whether all that is in the lines fits, but for its time. */
export function isCovered(filter: EventFilter, { covers }: Lines): boolean {
  const told: ReadonlySet<string> = new Set([...covers, 'from', 'to']);
  return Object.entries(filter).every(([name, value]) => value === null || told.has(name));
}

/**
 * The places of the first `limit` events of the lines within a stretch, in order: `received_at` and `seq`. `fits`: a condition on `events e` beside
 * that; what does not meet it is read and passed over.
 */
export function placesIn(filter: EventFilter, read: Lines, stretch: Stretch, limit: number, fits: Sql | null): Sql {
  const { helpers, lines, where, first } = read;
  const { order } = stretch;
  const direction = order === 'newest' ? sql`DESC` : sql`ASC`;
  const inOrder = sql`${first.reduce<Sql>((all, column) => sql`${all}${column} ${direction}, `, sql``)}${arrival(order)}`;
  const inLine = sql`events e WHERE ${where} AND ${within(filter, stretch)} ORDER BY ${inOrder}`;
  // OFFSET 0 keeps the condition out of the choice of an index.
  const ofLine = fits === null ? inLine : sql`(SELECT * FROM ${inLine} OFFSET 0) e WHERE ${fits} ORDER BY ${inOrder}`;
  return sql`
    WITH RECURSIVE ${helpers}
    SELECT place.received_at, place.seq FROM ${lines}
    CROSS JOIN LATERAL (SELECT e.received_at, e.seq FROM ${ofLine} LIMIT ${limit}) place
    ORDER BY ${arrival(order, sql`place`)} LIMIT ${limit}`;
}

/** The order of arrival of `events e`. */
export function arrival(order: EventOrder, table: Sql = sql`e`): Sql {
  return order === 'newest'
    ? sql`${table}.received_at DESC, ${table}.seq DESC`
    : sql`${table}.received_at ASC, ${table}.seq ASC`;
}

/** Whether `events e` came in the filter's time, and is in the stretch. */
export function within({ from, to }: EventFilter, { order, after, upTo }: Stretch): Sql {
  const bound = (place: EventPlace | null, older: Sql, newer: Sql) =>
    place === null
      ? sql`true`
      : sql`(e.received_at, e.seq) ${order === 'newest' ? older : newer} (${place.receivedAt}, ${place.seq})`;
  return sql`${from === null ? sql`true` : sql`e.received_at >= ${from}`}
    AND ${to === null ? sql`true` : sql`e.received_at < ${to}`}
    AND ${bound(after, sql`<`, sql`>`)} AND ${bound(upTo, sql`>=`, sql`<=`)}`;
}

function ofWebhook(webhookId: string): Lines {
  return { ...ARRIVAL, where: sql`e.webhook_id = ${webhookId}`, covers: ['webhookId'] };
}

function ofIds(ids: readonly string[]): Lines {
  return {
    ...ARRIVAL,
    lines: sql`unnest(${[...ids]}::uuid[]) AS line (id)`,
    where: sql`e.id = line.id`,
    covers: ['crmId'],
  };
}

/** Of one thing: its unit as well leads the index; without a unit each is asked. */
function ofUnits({ businessUnit }: EventFilter, one: Sql, name: keyof EventFilter): Lines {
  return {
    helpers: SHELVES,
    lines: sql`(
      SELECT DISTINCT business_unit FROM shelves
      WHERE ${businessUnit === null ? sql`true` : sql`business_unit = ${businessUnit}`}) line`,
    where: sql`e.business_unit = ANY (ARRAY[line.business_unit]) AND ${one}`,
    first: [sql`e.business_unit`],
    covers: ['businessUnit', name],
  };
}

function ofShop(shop: string): Lines {
  return { ...ARRIVAL, where: sql`e.shop = ANY (ARRAY[${shop}])`, first: [sql`e.shop`], covers: ['shop'] };
}

function ofWarned({ statuses }: EventFilter): Lines {
  return {
    ...ARRIVAL,
    lines: sql`unnest(${statuses === null ? sql`enum_range(NULL::event_status)` : sql`${[...statuses]}::event_status[]`}) AS line (status)`,
    where: sql`e.status = ANY (ARRAY[line.status]) AND ${HAS_WARNINGS}`,
    first: [sql`e.status`],
    covers: ['statuses', 'warned'],
  };
}

function onShelves({ statuses, types, businessUnit }: EventFilter): Lines {
  return {
    helpers: SHELVES,
    lines: sql`(
      SELECT * FROM shelves
      WHERE ${statuses === null ? sql`true` : sql`status = ANY (${[...statuses]}::event_status[])`}
        AND ${types === null ? sql`true` : sql`type = ANY (${[...types]}::text[])`}
        AND ${businessUnit === null ? sql`true` : sql`business_unit = ${businessUnit}`}) shelf`,
    where: ON_SHELF,
    first: [sql`e.status`],
    covers: ['statuses', 'types', 'businessUnit'],
  };
}

/** The errors that there are, by class and code: found by one look into the index for each, however many events have them. */
export const ERRORS: Sql = sql`
  errors (error_class, error_code) AS (
    (SELECT e.error_class, e.error_code FROM events e WHERE ${HAS_ERROR} ORDER BY e.error_class, e.error_code LIMIT 1)
    UNION ALL
    SELECT next.* FROM errors last
    CROSS JOIN LATERAL (
      SELECT e.error_class, e.error_code FROM events e
      WHERE ${HAS_ERROR} AND (e.error_class, e.error_code) > (last.error_class, last.error_code)
      ORDER BY e.error_class, e.error_code LIMIT 1
    ) next
  )`;

/** The lines of errors. What else stands in their index is told there, without a look at an event. */
export function ofErrors(filter: EventFilter): Lines {
  const { errorClass, errorCode, errorStep, statuses, types, businessUnit } = filter;
  return {
    helpers: ERRORS,
    lines: sql`(
      SELECT * FROM errors
      WHERE ${errorClass === null ? sql`true` : sql`error_class = ${errorClass}::error_class`}
        AND ${errorCode === null ? sql`true` : sql`error_code = ${errorCode}`}) line`,
    where: sql`e.error_class = ANY (ARRAY[line.error_class]) AND e.error_code = line.error_code AND ${HAS_ERROR}
      AND ${errorStep === null ? sql`true` : sql`e.error_step = ${errorStep}`}
      AND ${statuses === null ? sql`true` : sql`e.status = ANY (${[...statuses]}::event_status[])`}
      AND ${types === null ? sql`true` : sql`e.type = ANY (${[...types]}::text[])`}
      AND ${businessUnit === null ? sql`true` : sql`e.business_unit = ${businessUnit}`}`,
    first: [sql`e.error_class`],
    covers: ['errorClass', 'errorCode', 'errorStep', 'statuses', 'types', 'businessUnit'],
  };
}
