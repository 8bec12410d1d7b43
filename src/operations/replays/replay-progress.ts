import Type from 'typebox';
import { type Sql, sql } from '../../database/client.ts';
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
    etaS: Column.optionalNumber,
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
  /** Seconds until the last of its events is settled; null where nothing tells. */
  readonly etaS: number | null;
  readonly createdAt: Date;
  /** When the last event was handed out, or the replay cancelled. */
  readonly finishedAt: Date | null;
}

/** Which bulk replays are meant. */
export interface ReplayFilter {
  readonly status: ReplayProgress['status'] | null;
}

/** A bulk replay's place in the list. */
export type ReplayPlace = Pick<ReplayProgress, 'createdAt' | 'id'>;

/** A part of the list. */
export interface ReplayPart {
  readonly limit: number;
  /** The last one on the page before; null = the first page. */
  readonly before: ReplayPlace | null;
}

/** The progress of a bulk replay by what became of its events; null = no such replay. */
export async function readReplayProgress(prisma: Queries, id: string): Promise<ReplayProgress | null> {
  const rows = await readProgress(
    prisma,
    sql`SELECT ${PROGRESS} FROM replays r ${HANDED_OUT} WHERE r.id = ${id}::uuid`,
  );
  return rows[0] ?? null;
}

/** A page of the bulk replays, the newest first. */
export async function listReplays(prisma: Queries, filter: ReplayFilter, page: ReplayPart): Promise<ReplayProgress[]> {
  return await readProgress(prisma, replayPage(filter, page));
}

/** The statement of a page. What it reads grows with the page, not with the replays' events: triggers have counted those. */
export function replayPage({ status }: ReplayFilter, { limit, before }: ReplayPart): Sql {
  // The status as an array leaves the order by status standing, which only its own index has.
  const ofStatus = sql`r.status = ANY (ARRAY[${status}]::replay_status[])`;
  const newest = sql`r.created_at DESC, r.id DESC`;
  return sql`
    SELECT ${PROGRESS}
    FROM (
      SELECT r.* FROM replays r
      WHERE ${status === null ? sql`true` : ofStatus}
        AND ${before === null ? sql`true` : sql`(r.created_at, r.id) < (${before.createdAt}, ${before.id}::uuid)`}
      ORDER BY ${status === null ? newest : sql`r.status DESC, ${newest}`} LIMIT ${limit}
    ) r ${HANDED_OUT}
    ORDER BY ${newest}`;
}

// They are handed out in their order: how many are still to be is told by the place of the first of those.
const HANDED_OUT = sql`
  CROSS JOIN LATERAL (
    SELECT r.total - r.done - r.failed AS pending, EXTRACT(EPOCH FROM now() - r.pace_since)::float8 AS pace_s,
           r.total + 1 - COALESCE((
             SELECT i.position FROM replay_items i WHERE i.replay_id = r.id AND i.status = 'pending' ORDER BY i.position LIMIT 1
           ), r.total + 1) AS waiting
  ) now_is
  CROSS JOIN LATERAL (
    SELECT CASE WHEN now_is.pace_s < 60
                THEN (r.pace_now + r.pace_before) / GREATEST(now_is.pace_s + CASE WHEN r.pace_before > 0 THEN 30 ELSE 0 END, 1)
                ELSE 0 END AS a_second
  ) settled`;

// As long as its own pace takes to hand out the rest, or as the CRM takes at the pace at which it settled the last ones. What a cancelled
// one has not handed out is never settled by it.
const PROGRESS = sql`
  r.id, r.name, r.reason, r.actor, trim_scale(r.rate)::text AS rate, r.mode::text AS mode, r.status::text AS status, r.total,
  now_is.pending, r.done, r.failed,
  (CASE WHEN now_is.pending = 0 THEN 0
        WHEN settled.a_second = 0 OR (r.status = 'cancelled' AND now_is.waiting > 0) THEN NULL
        ELSE ceil(GREATEST(now_is.waiting / r.rate::float8, now_is.pending / settled.a_second)) END)::float8 AS "etaS",
  r.created_at AS "createdAt", r.finished_at AS "finishedAt"`;
