import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { withoutAddresses } from '../domain/addresses-in-text.ts';
import { EVENT_STATUSES, type EventStatus } from '../domain/events/status.ts';
import { forgetTries, type ReplayedBy, TRY_COLUMNS } from './tries.ts';

const readReplayed = rowsBy(Type.Object({ replayed: Column.boolean, status: Type.Enum([...EVENT_STATUSES]) }));

/** `replayed`, or the status that stands in the way; null = no such event. */
export type ReplayResult = 'replayed' | EventStatus | null;

/**
 * Puts an event back in line at once with a fresh budget of attempts and takeovers. What its journal says is done stays done, so it goes
 * on from the first step that is not. A running, done, discarded or already pending event is left alone.
 *
 * Its tries say who asked for it. They tell from here on of the try that stood in its own row alone as well: one by which it was done, or the last of a release
 * that wrote none.
 */
export async function replay(
  { prisma }: { readonly prisma: Pick<Database['prisma'], '$queryRaw'> },
  id: string,
  by: ReplayedBy | null = null,
): Promise<ReplayResult> {
  // As in the audit: nobody looks for a customer's address in what is kept of another one's event.
  const reason = by === null ? null : withoutAddresses(by.reason);
  const rows = await readReplayed(
    prisma,
    sql`
    WITH before AS (
      SELECT * FROM events WHERE id = ${id}::uuid FOR UPDATE
    ),
    replayed AS (
      UPDATE events e
      SET status = 'pending', attempts = 0, takeovers = 0, next_attempt_at = now(), waiting_for = NULL, finished_at = NULL
      FROM before
      WHERE e.id = before.id AND before.status IN ('dead', 'retrying', 'waiting')
      RETURNING e.id
    ),
    last AS (
      SELECT before.* FROM before JOIN replayed USING (id)
      WHERE before.attempts > 0 AND (before.status = 'done' OR NOT EXISTS (SELECT 1 FROM tries WHERE event_id = before.id))
    ),
    tried AS (
      INSERT INTO tries (${TRY_COLUMNS})
      SELECT id, 'attempt', attempts, started_at, finished_at, status::text, NULL, error_class, error_code, error_step, error_message,
             NULL, NULL, NULL::uuid
      FROM last
      UNION ALL
      SELECT id, 'replay', NULL, now(), now(), 'replayed', NULL, NULL, NULL, NULL, NULL, ${by?.actor ?? null}, ${reason}, ${by?.replayId ?? null}::uuid
      FROM replayed
    ),
    forgotten AS (${forgetTries(sql`replayed`)}),
    keys AS (
      INSERT INTO event_keys (key, event_id, seq)
      SELECT key, before.id, before.seq FROM before JOIN replayed USING (id), unnest(before.keys) AS key
      ON CONFLICT (key, event_id) DO UPDATE SET holds = true
    )
    SELECT EXISTS (SELECT 1 FROM replayed) AS replayed, status FROM before`,
  );
  const row = rows[0];
  if (row === undefined) return null;
  return row.replayed ? 'replayed' : row.status;
}
