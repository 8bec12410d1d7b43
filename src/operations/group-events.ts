import Type, { type Static } from 'typebox';
import { type Database, type Sql, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import type { EventStatus } from '../domain/events/status.ts';
import { type EventFilter, filterCondition } from './event-filter.ts';
import { ofErrors, within } from './event-lines.ts';

/** Of which events the failures are grouped unless statuses are named: those that are neither done nor given up. */
const UNSETTLED: readonly EventStatus[] = ['pending', 'running', 'waiting', 'retrying', 'dead'];
/** How many groups are told of, the largest first. */
export const MOST_GROUPS = 100;
/** How many events of each class and code are counted, the newest first. */
const COUNTED = 100_000;

const Group = Type.Object({
  errorClass: Type.Enum(['transient', 'permanent', 'ambiguous', 'auth']),
  errorCode: Column.text,
  errorStep: Column.optionalText,
  type: Column.text,
  count: Column.number,
  /** When the first and the last event of the group were received. */
  firstAt: Column.instant,
  lastAt: Column.instant,
  /** The id of the last one. */
  sample: Column.text,
});
/** Events that failed in one way. */
export type EventGroup = Readonly<Static<typeof Group>>;

const readGroups = rowsBy(Group);

/**
 * The events that match and bear an error, grouped by what failed: the largest group first. An error stands from the try that failed until the event is
 * done. Unless the filter names statuses, those count that are neither done nor discarded: dead ones, retrying ones, and those that
 * were replayed and have not succeeded yet.
 */
export async function groupEvents({ prisma }: Database, filter: EventFilter): Promise<EventGroup[]> {
  return await readGroups(prisma, groupsOf(filter));
}

/** The statement of the groups. What it reads grows with the events that bear an error, not with the others. */
export function groupsOf(given: EventFilter): Sql {
  const filter = { ...given, statuses: given.statuses ?? UNSETTLED };
  const { helpers, lines, where } = ofErrors(filter);
  const stretch = { order: 'newest', after: null, upTo: null } as const;
  const rest = {
    ...filter,
    statuses: null,
    types: null,
    businessUnit: null,
    errorClass: null,
    errorCode: null,
    errorStep: null,
  };
  const sought = Object.entries(rest).some(([name, value]) => value !== null && name !== 'from' && name !== 'to');
  const inLine = sql`events e WHERE ${where} AND ${within(filter, stretch)} ORDER BY e.error_class DESC, e.received_at DESC, e.seq DESC LIMIT ${COUNTED}`;
  const columns = sql`e.error_class, e.error_code, e.error_step, e.type, e.received_at, e.seq`;
  const counted = sought
    ? sql`SELECT ${columns} FROM (SELECT * FROM ${inLine}) e WHERE ${filterCondition(rest)}`
    : sql`SELECT ${columns} FROM ${inLine}`;
  return sql`
    WITH RECURSIVE ${helpers},
    groups AS MATERIALIZED (
      SELECT one.error_class, one.error_code, one.error_step, one.type, count(*)::int AS count, min(one.received_at) AS first_at,
             max(one.received_at) AS last_at
      FROM ${lines} CROSS JOIN LATERAL (${counted}) one
      GROUP BY one.error_class, one.error_code, one.error_step, one.type
      ORDER BY count DESC, last_at DESC, one.error_code, one.error_step, one.type LIMIT ${MOST_GROUPS}
    )
    SELECT g.error_class::text AS "errorClass", g.error_code AS "errorCode", g.error_step AS "errorStep", g.type, g.count,
           g.first_at AS "firstAt", g.last_at AS "lastAt", sample.id::text AS sample
    FROM groups g
    CROSS JOIN LATERAL (
      SELECT e.id FROM events e
      WHERE e.received_at = g.last_at AND e.error_class = g.error_class AND e.error_code = g.error_code
        AND e.error_step IS NOT DISTINCT FROM g.error_step AND e.type = g.type AND ${filterCondition(filter)}
      ORDER BY e.seq DESC LIMIT 1
    ) sample
    ORDER BY g.count DESC, g.last_at DESC, g.error_code, g.error_step, g.type`;
}
