import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { TRY_COLUMNS } from './tries.ts';

const readMs = rowsBy(Type.Object({ ms: Column.optionalNumber }));

const readTakenOver = rowsBy(
  Type.Object({
    id: Column.text,
    type: Column.text,
    attempt: Column.number,
    takeovers: Column.number,
    status: Type.Enum(['pending', 'dead']),
    step: Column.optionalText,
    requestId: Column.optionalText,
    traceparent: Column.optionalText,
  }),
);

/** An event whose worker let its lease run out. */
export interface TakenOver {
  readonly id: string;
  readonly type: string;
  /** The number of the attempt that broke off. */
  readonly attempt: number;
  /** This one included. */
  readonly takeovers: number;
  /** What became of it: back in line, or dead. */
  readonly status: 'pending' | 'dead';
  /** The step that was under way, if any. */
  readonly step: string | null;
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

/** The code of an event that died because no process lived through it. */
export const TAKEN_OVER_TOO_OFTEN = 'taken_over_too_often';

/**
 * Puts events with an expired lease back in line. The broken attempt does not count: a crash is not the event's fault, the first
 * times. One that was taken over `maxTakeovers` times is what its processes die of: it is dead, and lets go of its keys.
 * They keep their due time, so that they come before what arrived later.
 */
export async function takeOverExpired(database: Database, maxTakeovers: number): Promise<TakenOver[]> {
  // Times are kept to the millisecond, rounded: a lease has surely run out one millisecond later.
  return await readTakenOver(
    database.prisma,
    sql`
    WITH expired AS (
      SELECT id, attempts, started_at, takeovers + 1 >= ${maxTakeovers} AS dies,
             'Its process ended or fell silent in the middle of it ' || takeovers + 1 ||
               ' times: look into the logs of that time for what ended it, then replay or discard the event' AS message,
             (SELECT key FROM steps WHERE event_id = events.id AND status = 'pending' ORDER BY started_at DESC LIMIT 1) AS step
      FROM events
      WHERE status = 'running' AND lease_expires_at < now() - interval '1 millisecond'
      FOR UPDATE SKIP LOCKED
    ),
    back_in_line AS (
      UPDATE event_keys k SET running = false FROM expired WHERE k.event_id = expired.id AND NOT expired.dies
    ),
    tried AS (
      INSERT INTO tries (${TRY_COLUMNS})
      SELECT id, 'attempt', attempts, started_at, now(), CASE WHEN dies THEN 'dead' ELSE 'lost' END, NULL,
             CASE WHEN dies THEN 'permanent' END::error_class, CASE WHEN dies THEN ${TAKEN_OVER_TOO_OFTEN} END,
             CASE WHEN dies THEN step END, CASE WHEN dies THEN message END, NULL, NULL, NULL::uuid
      FROM expired
    ),
    let_go AS (
      DELETE FROM event_keys k USING expired WHERE k.event_id = expired.id AND expired.dies
    )
    UPDATE events e
    SET status = CASE WHEN dies THEN 'dead' ELSE 'pending' END::event_status,
        attempts = GREATEST(e.attempts - 1, 0),
        takeovers = e.takeovers + 1,
        finished_at = CASE WHEN dies THEN now() END,
        error_class = CASE WHEN dies THEN 'permanent' ELSE e.error_class END,
        error_code = CASE WHEN dies THEN ${TAKEN_OVER_TOO_OFTEN} ELSE e.error_code END,
        error_step = CASE WHEN dies THEN expired.step ELSE e.error_step END,
        error_message = CASE WHEN dies THEN expired.message ELSE e.error_message END,
        lease_owner = NULL, lease_token = NULL, lease_expires_at = NULL
    FROM expired
    WHERE e.id = expired.id
    RETURNING e.id, e.type, e.attempts + 1 AS attempt, e.takeovers, e.status::text AS status, expired.step,
              e.request_id AS "requestId", e.traceparent`,
  );
}

/** Milliseconds until the first lease runs out unless it is extended, by the database's clock; 0 or less = it has; null = none is held. */
export async function untilExpiry(database: Database): Promise<number | null> {
  const rows = await readMs(
    database.prisma,
    sql`
    SELECT (EXTRACT(EPOCH FROM min(lease_expires_at) + interval '1 millisecond' - now()) * 1000)::float8 AS ms
    FROM events WHERE status = 'running'`,
  );
  return rows[0]?.ms ?? null;
}
