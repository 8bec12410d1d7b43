import Type from 'typebox';
import { type Sql, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import type { ReplayMode } from '../../domain/events/replay-mode.ts';
import { EVENT_STATUSES, type EventStatus } from '../../domain/events/status.ts';
import { REPLAYABLE } from '../../inbox/replay.ts';
import { type EventFilter, filterCondition, HAS_PAYLOAD } from '../event-filter.ts';
import { SEEN_COLUMNS, type SeenEvent } from '../seen-event.ts';
import type { Queries } from '../transaction.ts';

/** The events that a bulk replay takes unless its filter names statuses. */
const USUAL: Readonly<Record<ReplayMode, readonly EventStatus[]>> = {
  resume: ['dead'],
  repair: ['done'],
  again: ['dead'],
};

/** Which events a bulk replay is to take: those that fit, or those that somebody has picked, each once. */
export type ReplayChoice = { readonly filter: EventFilter } | { readonly ids: readonly string[] };

/**
 * The events that a bulk replay in a mode would take, as a condition on `events e`: the dead ones unless the filter names statuses; to
 * repair, those that are done with warnings.
 */
export function inReplaySet(choice: ReplayChoice, mode: ReplayMode): Sql {
  if (!('filter' in choice)) return sql`e.id = ANY (${[...choice.ids]}::uuid[]) AND ${replayableIn(mode)}`;
  const fits = filterCondition({ ...choice.filter, statuses: choice.filter.statuses ?? USUAL[mode] });
  const condition = sql`${fits} AND ${HAS_PAYLOAD}`;
  return mode === 'repair' ? sql`${condition} AND e.warnings <> '{}'` : condition;
}

/** Whether `events e` can be replayed in a mode. */
function replayableIn(mode: ReplayMode): Sql {
  const possible = sql`e.status = ANY (${[...REPLAYABLE[mode]]}::event_status[]) AND ${HAS_PAYLOAD}`;
  return mode === 'repair' ? sql`${possible} AND e.warnings <> '{}'` : possible;
}

/** An event that was picked and is not replayed: its status, of which nothing is replayed in this mode; null where there is no such event. */
export interface LeftOut {
  readonly id: string;
  readonly status: EventStatus | null;
}

/** What a bulk replay would do: how many events, and the first of them in the order in which they would be replayed. */
export interface ReplayTrial {
  readonly count: number;
  readonly sample: readonly SeenEvent[];
  readonly leftOut: readonly LeftOut[];
}

/** Counts a bulk replay's events without replaying any. */
export async function tryReplay(
  prisma: Queries,
  choice: ReplayChoice,
  mode: ReplayMode,
  sampleSize: number,
): Promise<ReplayTrial> {
  const counted = await prisma.$queryRaw<{ count: number }[]>(sql`
    SELECT count(*)::int AS count FROM events e WHERE ${inReplaySet(choice, mode)}`);
  const sample = await prisma.$queryRaw<SeenEvent[]>(sql`
    SELECT ${SEEN_COLUMNS} FROM events e WHERE ${inReplaySet(choice, mode)} ORDER BY e.seq LIMIT ${sampleSize}`);
  const leftOut = await readLeftOut(prisma, choice, replayableIn(mode));
  return { count: counted[0]?.count ?? 0, sample, leftOut };
}

const readMissing = rowsBy(
  Type.Object({ id: Column.text, status: Type.Union([Type.Enum([...EVENT_STATUSES]), Type.Null()]) }),
);

/** Those of the picked events that were not taken, in the order in which they were named. `taken`: a condition on `events e`. */
export async function readLeftOut(prisma: Queries, choice: ReplayChoice, taken: Sql): Promise<LeftOut[]> {
  if ('filter' in choice) return [];
  return await readMissing(
    prisma,
    sql`
    SELECT picked.id::text AS id, e.status::text AS status
    FROM unnest(${[...choice.ids]}::uuid[]) WITH ORDINALITY AS picked (id, place)
    LEFT JOIN events e ON e.id = picked.id
    WHERE (e.id IS NOT NULL AND ${taken}) IS NOT TRUE
    ORDER BY picked.place`,
  );
}
