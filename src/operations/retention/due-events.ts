import { type Sql, sql } from '../../database/client.ts';

/**
 * The events whose payload and steps retention takes, as a condition on `events e` in the words of events_retention_idx: settled for good, and
 * for the last time before `olderThan`. One that was done long ago and was replayed since is as old as its last end. One that is dead,
 * waits or is to be tried again needs what it says, and is never among them.
 */
export function isDue(olderThan: Date): Sql {
  return sql`e.status = ANY (ARRAY['done'::event_status, 'discarded'::event_status]) AND e.payload_removed_at IS NULL
    AND e.finished_at < ${olderThan}`;
}

/** The bytes that a step takes, as they are stored. */
export const BYTES_OF_STEP: Sql = sql`COALESCE(pg_column_size(s.request), 0) + COALESCE(pg_column_size(s.response), 0)
  + COALESCE(pg_column_size(s.output), 0) + COALESCE(pg_column_size(s.warnings), 0)`;
