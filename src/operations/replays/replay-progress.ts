import Type from 'typebox';
import { sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { REPLAY_MODES, type ReplayMode } from '../../domain/events/replay-mode.ts';
import type { Queries } from '../transaction.ts';

const readProgress = rowsBy(
  Type.Object({
    id: Column.text,
    name: Column.text,
    reason: Column.text,
    actor: Column.text,
    rate: Column.text,
    mode: Type.Enum([...REPLAY_MODES]),
    status: Type.Enum(['running', 'finished', 'cancelled']),
    total: Column.number,
    pending: Column.number,
    done: Column.number,
    failed: Column.number,
    createdAt: Column.instant,
    finishedAt: Type.Union([Column.instant, Type.Null()]),
  }),
);

/** How far a bulk replay is. `pending`, `done` and `failed` always add up to `total`. */
export interface ReplayProgress {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
  readonly actor: string;
  readonly rate: string;
  readonly mode: ReplayMode;
  readonly status: 'running' | 'finished' | 'cancelled';
  readonly total: number;
  /** Not replayed yet, or replayed and not settled yet. */
  readonly pending: number;
  readonly done: number;
  /** Dead again, or discarded. */
  readonly failed: number;
  readonly createdAt: Date;
  /** When the last event was handed out, or the replay cancelled. */
  readonly finishedAt: Date | null;
}

/** The progress of a bulk replay by what became of its events; null = no such replay. */
export async function readReplayProgress(prisma: Queries, id: string): Promise<ReplayProgress | null> {
  const rows = await readProgress(
    prisma,
    sql`
    SELECT r.id, r.name, r.reason, r.actor, trim_scale(r.rate)::text AS rate, r.mode::text AS mode, r.status::text AS status, r.total,
           r.total - counts.done - counts.failed AS pending, counts.done, counts.failed,
           r.created_at AS "createdAt", r.finished_at AS "finishedAt"
    FROM replays r, LATERAL (
      SELECT count(*) FILTER (WHERE e.status = 'done')::int AS done,
             count(*) FILTER (WHERE e.status IN ('dead', 'discarded'))::int AS failed
      FROM replay_items i JOIN events e ON e.id = i.event_id
      WHERE i.replay_id = r.id AND i.status <> 'pending'
    ) counts
    WHERE r.id = ${id}::uuid`,
  );
  return rows[0] ?? null;
}
