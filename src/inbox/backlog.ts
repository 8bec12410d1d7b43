import Type, { type Static } from 'typebox';
import { type Database, type Sql, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { ON_SHELF, SHELVES } from './shelves.ts';

const Backlog = Type.Object({
  pending: Column.number,
  /** Of the pending ones, those in work. */
  running: Column.number,
  waiting: Column.number,
  retrying: Column.number,
  dead: Column.number,
  oldestPendingAgeS: Column.number,
  oldestRetryingAgeS: Column.number,
  oldestWaitingAgeS: Column.number,
});
/** What is not settled yet, or needs a person. An event in work still counts as pending. Ages in seconds. */
export type Backlog = Readonly<Static<typeof Backlog>>;

const readBacklogs = rowsBy(Backlog);

/**
 * Counts the unsettled events by status; settled ones are left out, so that the cost does not grow with history. All of it is read from
 * events_status_idx, without a look at a row.
 */
export async function readBacklog({
  prisma,
}: {
  readonly prisma: Pick<Database['prisma'], '$queryRaw'>;
}): Promise<Backlog> {
  const rows = await readBacklogs(
    prisma,
    sql`
    WITH RECURSIVE ${SHELVES},
    counts AS (
      SELECT status, count(*) AS count FROM events
      WHERE status IN ('pending', 'running', 'waiting', 'retrying', 'dead')
      GROUP BY status
    ),
    oldest AS (
      SELECT shelf.status, min(first.received_at) AS since
      FROM shelves shelf
      CROSS JOIN LATERAL (
        SELECT e.received_at FROM events e WHERE ${ON_SHELF} ORDER BY e.status, e.received_at, e.seq LIMIT 1
      ) first
      WHERE shelf.status IN ('pending', 'running', 'waiting', 'retrying')
      GROUP BY shelf.status
    )
    SELECT COALESCE(sum(count) FILTER (WHERE status IN ('pending', 'running')), 0)::int AS pending,
           COALESCE(sum(count) FILTER (WHERE status = 'running'), 0)::int AS running,
           COALESCE(sum(count) FILTER (WHERE status = 'waiting'), 0)::int AS waiting,
           COALESCE(sum(count) FILTER (WHERE status = 'retrying'), 0)::int AS retrying,
           COALESCE(sum(count) FILTER (WHERE status = 'dead'), 0)::int AS dead,
           ${age(sql`'pending', 'running'`)} AS "oldestPendingAgeS",
           ${age(sql`'retrying'`)} AS "oldestRetryingAgeS",
           ${age(sql`'waiting'`)} AS "oldestWaitingAgeS"
    FROM counts`,
  );
  const row = rows[0];
  if (row === undefined) throw new TypeError('An aggregate without GROUP BY always gives one row');
  return row;
}

function age(statuses: Sql): Sql {
  return sql`(
    SELECT COALESCE(EXTRACT(EPOCH FROM now() - min(since)), 0)::float8 FROM oldest WHERE status IN (${statuses}))`;
}
