import Type from 'typebox';
import { type Database, type Sql, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { type EventFilter, filterCondition } from './event-filter.ts';
import {
  arrival,
  type EventOrder,
  type EventPlace,
  isCovered,
  linesFor,
  placesIn,
  type Stretch,
} from './event-lines.ts';
import { SEEN_COLUMNS, type SeenEvent } from './seen-event.ts';
import { eventsOfRecord } from './touched-record.ts';

/** A part of the list. */
export interface EventPart {
  readonly limit: number;
  readonly order: EventOrder;
  /** Where the page before ended; null = the first page. */
  readonly after: EventPlace | null;
}

/** A page of the list. */
export interface ListedEvents {
  readonly events: readonly SeenEvent[];
  /**
   * Where the next page begins; null = there is none. A page may hold fewer events than were asked for, or none, and not be the last: so many
   * events are looked at for one page and no more.
   */
  readonly next: EventPlace | null;
}

/**
 * How many events are looked at for a page: in stretches, of which the later ones are read side by side where the first does not fill it. An event
 * takes some 2 µs to be looked at; a payload takes 7 µs to be searched, so that 100,000 take two cores 0.4 s.
 */
const LOOK: readonly number[] = [8_000, 8_000, 8_000, 8_000, 8_000];
const SEARCH: readonly number[] = [4_000, 24_000, 24_000, 24_000, 24_000];

/** More events of a record than this are not looked up one by one. */
const FEW_OF_RECORD = 5_000;
/** An event may name a record in each of its steps. */
const NAMED_BY_RECORD = 4 * FEW_OF_RECORD;

const readPlaces = rowsBy(Type.Object({ receivedAt: Column.instant, seq: Column.bigint }));
const readIds = rowsBy(Type.Object({ named: Column.number, ids: Type.Array(Column.text) }));

/**
 * A page of events. What it reads is bounded, whatever the inbox holds: where the filter is one that no index tells, so many events are looked
 * at, and the next page goes on behind them.
 */
export async function listEvents(database: Database, filter: EventFilter, part: EventPart): Promise<ListedEvents> {
  const ids = filter.crmId === null ? null : await idsOfRecord(database, filter.crmId);
  const { limit, order, after } = part;
  const page = (stretch: Stretch) => database.prisma.$queryRaw<SeenEvent[]>(eventPage(filter, ids, stretch, limit));
  if (isCovered(filter, linesFor(filter, ids))) return pageOf(await page({ order, after, upTo: null }), part, null);
  const reads: Promise<readonly SeenEvent[]>[] = [];
  let begin = after;
  for (const size of lookOf(filter)) {
    const [upTo = null] = await readPlaces(
      database.prisma,
      stretchEnd(filter, ids, { order, after: begin, upTo: null }, size),
    );
    const found = page({ order, after: begin, upTo });
    // It is awaited with the others: until then nobody else hears that it failed.
    found.catch(() => {});
    reads.push(found);
    begin = upTo;
    if (upTo === null || (reads.length === 1 && (await found).length > limit)) break;
  }
  return pageOf((await Promise.all(reads)).flat(), part, begin);
}

/** The page that is made of the events found; `lookedTo`: where those end that were looked at, null = at the end of the list. */
function pageOf(found: readonly SeenEvent[], { limit }: EventPart, lookedTo: EventPlace | null): ListedEvents {
  const events = found.slice(0, limit);
  return { events, next: found.length > limit ? (events.at(-1) ?? null) : lookedTo };
}

function lookOf({ text, email }: EventFilter): readonly number[] {
  return text === null && email === null ? LOOK : SEARCH;
}

/** The ids of the events that touched a record, or null where they are too many to be read one by one. */
async function idsOfRecord({ prisma }: Database, crmId: string): Promise<readonly string[] | null> {
  const [answer] = await readIds(
    prisma,
    sql`
    SELECT count(*)::int AS named, COALESCE(array_agg(DISTINCT named.event_id::text), '{}') AS ids
    FROM (SELECT event_id FROM (${eventsOfRecord(crmId)}) every LIMIT ${NAMED_BY_RECORD}) named`,
  );
  if (answer === undefined || answer.named === NAMED_BY_RECORD || answer.ids.length > FEW_OF_RECORD) return null;
  return answer.ids;
}

/**
 * The statement of the events of a stretch, and of one more than `limit`. Where all that is in the lines fits, no more of each is read than that: what
 * it costs grows with the page, not with the inbox.
 */
export function eventPage(filter: EventFilter, ids: readonly string[] | null, stretch: Stretch, limit: number): Sql {
  const lines = linesFor(filter, ids);
  const fits = isCovered(filter, lines)
    ? null
    : filterCondition({ ...filter, ...(ids === null ? {} : { crmId: null }) });
  return sql`
    WITH places AS MATERIALIZED (${placesIn(filter, lines, stretch, limit + 1, fits)})
    SELECT ${SEEN_COLUMNS} FROM places JOIN events e USING (received_at, seq) ORDER BY ${arrival(stretch.order)}`;
}

/** The place of the `size`th event of the lines within a stretch; none where they are fewer. */
export function stretchEnd(filter: EventFilter, ids: readonly string[] | null, stretch: Stretch, size: number): Sql {
  const places = placesIn(filter, linesFor(filter, ids), stretch, size, null);
  return sql`
    SELECT place.received_at AS "receivedAt", place.seq FROM (${places}) place
    ORDER BY ${arrival(stretch.order, sql`place`)} OFFSET ${size - 1}`;
}
