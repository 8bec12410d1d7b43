import Type, { type Static } from 'typebox';
import { type Database, type Sql, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';

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
 * events_status_idx: counts without a look at a row, and of each status the row of the first to arrive.
 */
export async function readBacklog({
  prisma,
}: {
  readonly prisma: Pick<Database['prisma'], '$queryRaw'>;
}): Promise<Backlog> {
  const rows = await readBacklogs(
    prisma,
    sql`
    WITH counts AS (
      SELECT status, count(*) AS count FROM events
      WHERE status IN ('pending', 'running', 'waiting', 'retrying', 'dead')
      GROUP BY status
    )
    SELECT COALESCE(sum(count) FILTER (WHERE status IN ('pending', 'running')), 0)::int AS pending,
           COALESCE(sum(count) FILTER (WHERE status = 'running'), 0)::int AS running,
           COALESCE(sum(count) FILTER (WHERE status = 'waiting'), 0)::int AS waiting,
           COALESCE(sum(count) FILTER (WHERE status = 'retrying'), 0)::int AS retrying,
           COALESCE(sum(count) FILTER (WHERE status = 'dead'), 0)::int AS dead,
           ${age(sql`LEAST(${firstOf('pending')}, ${firstOf('running')})`)} AS "oldestPendingAgeS",
           ${age(firstOf('retrying'))} AS "oldestRetryingAgeS",
           ${age(firstOf('waiting'))} AS "oldestWaitingAgeS"
    FROM counts`,
  );
  const row = rows[0];
  if (row === undefined) throw new TypeError('An aggregate without GROUP BY always gives one row');
  return row;
}

// A comparison of the pair leaves the planner no index but events_status_idx; by the order of arrival it would read all that is settled.
function firstOf(status: 'pending' | 'running' | 'retrying' | 'waiting'): Sql {
  return sql`(
    SELECT CASE WHEN next.status = ${status}::event_status THEN next.received_at END
    FROM (SELECT status, received_at FROM events WHERE (status, seq) >= (${status}::event_status, 0) ORDER BY status, seq LIMIT 1) next)`;
}

function age(since: Sql): Sql {
  return sql`COALESCE(EXTRACT(EPOCH FROM now() - ${since}), 0)::float8`;
}
