import { type Database, sql } from '../database/client.ts';

/** An event whose worker let its lease run out. */
export interface TakenOver {
  readonly id: string;
  readonly type: string;
  /** The number of the attempt that broke off. */
  readonly attempt: number;
  readonly takeovers: number;
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

/**
 * Puts events with an expired lease back in line. The broken attempt does not count: a crash is not the event's fault.
 * They keep their due time, so that they come before what arrived later.
 */
export async function takeOverExpired(database: Database): Promise<TakenOver[]> {
  return await database.prisma.$queryRaw<TakenOver[]>(sql`
    WITH expired AS (
      SELECT id FROM events WHERE status = 'running' AND lease_expires_at < now() FOR UPDATE SKIP LOCKED
    ),
    keys AS (
      UPDATE event_keys k SET running = false FROM expired WHERE k.event_id = expired.id
    )
    UPDATE events e
    SET status = 'pending',
        attempts = GREATEST(e.attempts - 1, 0),
        takeovers = e.takeovers + 1,
        lease_owner = NULL, lease_token = NULL, lease_expires_at = NULL
    FROM expired
    WHERE e.id = expired.id
    RETURNING e.id, e.type, e.attempts + 1 AS attempt, e.takeovers, e.request_id AS "requestId", e.traceparent`);
}
