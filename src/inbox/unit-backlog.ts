import Type, { type Static } from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { DELIVERY } from '../domain/events/delivery.ts';
import { ON_SHELF, SHELVES } from './shelves.ts';

const UnitBacklog = Type.Object({
  businessUnit: Column.text,
  status: Type.Enum(['pending', 'running', 'waiting', 'retrying', 'dead']),
  count: Column.number,
  /** Of the one that came first, in seconds; null of dead ones. */
  oldestAgeS: Column.optionalNumber,
});
/** How many events of a business unit have a status that is not settled, or dead. */
export type UnitBacklog = Readonly<Static<typeof UnitBacklog>>;

const readRows = rowsBy(UnitBacklog);

/** The backlog of each business unit, without what shops delivered and is yet to be worked out: that is no CRM's. Read from events_status_idx alone. */
export async function readUnitBacklogs({
  prisma,
}: {
  readonly prisma: Pick<Database['prisma'], '$queryRaw'>;
}): Promise<UnitBacklog[]> {
  return await readRows(
    prisma,
    sql`
    WITH RECURSIVE ${SHELVES},
    counts AS (
      SELECT business_unit, status, count(*)::int AS count FROM events
      WHERE status IN ('pending', 'running', 'waiting', 'retrying', 'dead') AND type <> ${DELIVERY}
      GROUP BY business_unit, status
    ),
    oldest AS (
      SELECT shelf.business_unit, shelf.status, min(first.received_at) AS since
      FROM shelves shelf
      CROSS JOIN LATERAL (
        SELECT e.received_at FROM events e WHERE ${ON_SHELF} ORDER BY e.status, e.received_at, e.seq LIMIT 1
      ) first
      WHERE shelf.status IN ('pending', 'running', 'waiting', 'retrying') AND shelf.type <> ${DELIVERY}
      GROUP BY shelf.business_unit, shelf.status
    )
    SELECT c.business_unit AS "businessUnit", c.status::text AS status, c.count,
           EXTRACT(EPOCH FROM now() - o.since)::float8 AS "oldestAgeS"
    FROM counts c LEFT JOIN oldest o ON o.business_unit = c.business_unit AND o.status = c.status`,
  );
}
