import { type Database, type Sql, sql } from '../database/client.ts';

/** What is not settled yet, or needs a person. An event in work still counts as pending. Ages in seconds. */
export interface Backlog {
  readonly pending: number;
  /** Of the pending ones, those in work. */
  readonly running: number;
  readonly waiting: number;
  readonly retrying: number;
  readonly dead: number;
  readonly oldestPendingAgeS: number;
  readonly oldestRetryingAgeS: number;
  readonly oldestWaitingAgeS: number;
}

/** Counts the unsettled events by status; settled ones are left out, so that the cost does not grow with history. */
export async function readBacklog(database: Database): Promise<Backlog> {
  const rows = await database.prisma.$queryRaw<Backlog[]>(sql`
    SELECT count(*) FILTER (WHERE status IN ('pending', 'running'))::int AS pending,
           count(*) FILTER (WHERE status = 'running')::int AS running,
           count(*) FILTER (WHERE status = 'waiting')::int AS waiting,
           count(*) FILTER (WHERE status = 'retrying')::int AS retrying,
           count(*) FILTER (WHERE status = 'dead')::int AS dead,
           ${age(sql`status IN ('pending', 'running')`)} AS "oldestPendingAgeS",
           ${age(sql`status = 'retrying'`)} AS "oldestRetryingAgeS",
           ${age(sql`status = 'waiting'`)} AS "oldestWaitingAgeS"
    FROM events
    WHERE status IN ('pending', 'running', 'waiting', 'retrying', 'dead')`);
  const row = rows[0];
  if (row === undefined) throw new TypeError('An aggregate without GROUP BY always gives one row');
  return row;
}

function age(which: Sql): Sql {
  return sql`COALESCE(EXTRACT(EPOCH FROM now() - min(received_at) FILTER (WHERE ${which})), 0)::float8`;
}
