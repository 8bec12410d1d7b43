import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { withoutAddresses } from '../domain/addresses-in-text.ts';
import type { ReplayMode } from '../domain/events/replay-mode.ts';
import { EVENT_STATUSES, type EventStatus } from '../domain/events/status.ts';
import { forgetTries, type ReplayedBy, TRY_COLUMNS } from './tries.ts';

const readReplayed = rowsBy(
  Type.Object({
    replayed: Column.boolean,
    status: Type.Enum([...EVENT_STATUSES]),
    warned: Column.boolean,
    removed: Column.boolean,
  }),
);

/** The statuses from which an event can be replayed in each mode. */
export const REPLAYABLE: Readonly<Record<ReplayMode, readonly EventStatus[]>> = {
  resume: ['dead', 'retrying', 'waiting'],
  repair: ['done'],
  again: ['dead', 'retrying', 'waiting', 'done'],
};

/**
 * `replayed`, or the status that stands in the way; `unwarned`: it is done, and there is nothing to repair; `payload_removed`: retention took what
 * it would go by; null = no such event.
 */
export type ReplayResult = 'replayed' | 'unwarned' | 'payload_removed' | EventStatus | null;

/**
 * Puts an event back in line at once with a fresh budget of attempts and takeovers. To resume it goes on from the first step that is not
 * done, in the mode that it was in: a run that was to look at everything again, and died of something, goes on with that. The other
 * modes make doubtful what the journal says is done, until it was looked at. An event whose status its mode does not take is left alone.
 *
 * Its tries say who asked for it. They tell from here on of the try that stood in its own row alone as well: one by which it was done, or the last of a release
 * that wrote none.
 */
export async function replay(
  { prisma }: { readonly prisma: Pick<Database['prisma'], '$queryRaw'> },
  id: string,
  by: ReplayedBy | null = null,
  mode: ReplayMode = 'resume',
): Promise<ReplayResult> {
  // As in the audit: nobody looks for a customer's address in what is kept of another one's event.
  const reason = by === null ? null : withoutAddresses(by.reason);
  const rows = await readReplayed(
    prisma,
    sql`
    WITH before AS (
      SELECT *, warnings <> '{}' AS warned FROM events WHERE id = ${id}::uuid FOR UPDATE
    ),
    replayed AS (
      UPDATE events e
      SET status = 'pending', attempts = 0, takeovers = 0, next_attempt_at = now(), waiting_for = NULL, finished_at = NULL,
          done_at = CASE WHEN before.status = 'done' THEN coalesce(e.done_at, e.finished_at) ELSE e.done_at END,
          mode = CASE WHEN ${mode}::text = 'resume' THEN e.mode ELSE ${mode}::text::replay_mode END
      FROM before
      WHERE e.id = before.id AND before.status = ANY (${[...REPLAYABLE[mode]]}::event_status[])
        AND (before.warned OR ${mode}::text <> 'repair') AND before.payload_removed_at IS NULL
      RETURNING e.id
    ),
    doubted AS (
      UPDATE steps s SET doubt = 'stale'
      FROM replayed WHERE s.event_id = replayed.id AND s.status = 'done' AND s.doubt IS NULL AND ${mode}::text <> 'resume'
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
    SELECT EXISTS (SELECT 1 FROM replayed) AS replayed, status, warned, payload_removed_at IS NOT NULL AS removed FROM before`,
  );
  const row = rows[0];
  if (row === undefined) return null;
  if (row.replayed) return 'replayed';
  if (row.removed && REPLAYABLE[mode].includes(row.status)) return 'payload_removed';
  return mode === 'repair' && row.status === 'done' ? 'unwarned' : row.status;
}
