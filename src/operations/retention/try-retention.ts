import Type from 'typebox';
import { type Database, type Sql, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { BYTES_OF_STEP, isDue } from './due-events.ts';

/** What retention would take of some events. */
export interface TakenEvents {
  readonly events: number;
  /** Of payloads and steps, as they are stored. */
  readonly bytes: number;
  /** When the first and the last of them ended; null where there are none. */
  readonly oldestAt: Date | null;
  readonly newestAt: Date | null;
}

/** What retention would take now. */
export interface RetentionTrial extends TakenEvents {
  readonly olderThan: Date;
  /** By event type, those with the most bytes first. */
  readonly byType: readonly (TakenEvents & { readonly type: string })[];
}

/** So many events are looked at by one statement: some tenths of a second. */
const AT_ONCE = 5_000;
const DAY_MS = 86_400_000;
const NONE: TakenEvents = { events: 0, bytes: 0, oldestAt: null, newestAt: null };

const readStretch = rowsBy(
  Type.Object({
    type: Column.text,
    events: Column.number,
    bytes: Column.number,
    oldestAt: Column.instant,
    newestAt: Column.instant,
    lastAt: Column.instant,
    lastSeq: Column.bigint,
  }),
);

/** Counts what retention would take at `now` of events that ended over so many days before. Nothing is written. */
export async function tryRetention({ prisma }: Database, days: number, now: Date): Promise<RetentionTrial> {
  const olderThan = new Date(now.getTime() - days * DAY_MS);
  const types = new Map<string, TakenEvents>();
  for (let from: Sql = sql`true`; ; ) {
    const rows = await readStretch(
      prisma,
      sql`
      WITH stretch AS MATERIALIZED (
        SELECT e.id, e.type, e.finished_at, e.seq, octet_length(e.body) AS bytes FROM events e
        WHERE ${isDue(olderThan)} AND ${from} ORDER BY e.finished_at, e.seq LIMIT ${AT_ONCE}
      )
      SELECT type, count(*)::int AS events, sum(stretch.bytes + steps.bytes)::float8 AS bytes,
             min(finished_at) AS "oldestAt", max(finished_at) AS "newestAt",
             (SELECT finished_at FROM stretch ORDER BY finished_at DESC, seq DESC LIMIT 1) AS "lastAt",
             (SELECT seq FROM stretch ORDER BY finished_at DESC, seq DESC LIMIT 1) AS "lastSeq"
      FROM stretch CROSS JOIN LATERAL (
        SELECT COALESCE(sum(${BYTES_OF_STEP}), 0) AS bytes FROM steps s WHERE s.event_id = stretch.id
      ) steps
      GROUP BY type`,
    );
    for (const { type, ...taken } of rows) types.set(type, sumOf(types.get(type) ?? NONE, taken));
    const [last] = rows;
    if (last === undefined) break;
    from = sql`(e.finished_at, e.seq) > (${last.lastAt}, ${last.lastSeq}::bigint)`;
  }
  const byType = [...types].map(([type, taken]) => ({ type, ...taken })).sort((a, b) => b.bytes - a.bytes);
  return { ...byType.reduce<TakenEvents>(sumOf, NONE), olderThan, byType };
}

function sumOf(one: TakenEvents, other: TakenEvents): TakenEvents {
  const moments = (...instants: readonly (Date | null)[]) => instants.filter((instant) => instant !== null);
  return {
    events: one.events + other.events,
    bytes: one.bytes + other.bytes,
    oldestAt: least(moments(one.oldestAt, other.oldestAt), (a, b) => a < b),
    newestAt: least(moments(one.newestAt, other.newestAt), (a, b) => a > b),
  };
}

function least(instants: readonly Date[], comesFirst: (a: Date, b: Date) => boolean): Date | null {
  return instants.reduce<Date | null>((first, one) => (first === null || comesFirst(one, first) ? one : first), null);
}
