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

/** Counts the unsettled events by status; settled ones are left out, so that the cost does not grow with history. */
export async function readBacklog(database: Database): Promise<Backlog> {
  const rows = await readBacklogs(
    database.prisma,
    sql`
    SELECT count(*) FILTER (WHERE status IN ('pending', 'running'))::int AS pending,
           count(*) FILTER (WHERE status = 'running')::int AS running,
           count(*) FILTER (WHERE status = 'waiting')::int AS waiting,
           count(*) FILTER (WHERE status = 'retrying')::int AS retrying,
           count(*) FILTER (WHERE status = 'dead')::int AS dead,
           ${age(sql`status IN ('pending', 'running')`)} AS "oldestPendingAgeS",
           ${age(sql`status = 'retrying'`)} AS "oldestRetryingAgeS",
           ${age(sql`status = 'waiting'`)} AS "oldestWaitingAgeS"
    FROM events
    WHERE status IN ('pending', 'running', 'waiting', 'retrying', 'dead')`,
  );
  const row = rows[0];
  if (row === undefined) throw new TypeError('An aggregate without GROUP BY always gives one row');
  return row;
}

function age(which: Sql): Sql {
  return sql`COALESCE(EXTRACT(EPOCH FROM now() - min(received_at) FILTER (WHERE ${which})), 0)::float8`;
}
