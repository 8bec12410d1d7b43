import { type Database, type Sql, sql } from '../../database/client.ts';
import type { ReplayMode } from '../../domain/events/replay-mode.ts';
import type { EventStatus } from '../../domain/events/status.ts';
import { type EventFilter, filterCondition } from '../event-filter.ts';
import { SEEN_COLUMNS, type SeenEvent } from '../seen-event.ts';

/** The events that a bulk replay takes unless its filter names statuses. */
const USUAL: Readonly<Record<ReplayMode, readonly EventStatus[]>> = {
  resume: ['dead'],
  repair: ['done'],
  again: ['dead'],
};

/**
 * The events that a bulk replay in a mode would take, as a condition on `events e`: the dead ones unless the filter names statuses; to
 * repair, those that are done with warnings.
 */
export function inReplaySet(filter: EventFilter, mode: ReplayMode): Sql {
  const condition = filterCondition({ ...filter, statuses: filter.statuses ?? USUAL[mode] });
  return mode === 'repair' ? sql`${condition} AND e.warnings <> '{}'` : condition;
}

/** What a bulk replay would do: how many events, and the first of them in the order in which they would be replayed. */
export interface ReplayTrial {
  readonly count: number;
  readonly sample: readonly SeenEvent[];
}

/** Counts a bulk replay's events without replaying any. */
export async function tryReplay(
  database: Database,
  filter: EventFilter,
  mode: ReplayMode,
  sampleSize: number,
): Promise<ReplayTrial> {
  const counted = await database.prisma.$queryRaw<{ count: number }[]>(sql`
    SELECT count(*)::int AS count FROM events e WHERE ${inReplaySet(filter, mode)}`);
  const sample = await database.prisma.$queryRaw<SeenEvent[]>(sql`
    SELECT ${SEEN_COLUMNS} FROM events e WHERE ${inReplaySet(filter, mode)} ORDER BY e.seq LIMIT ${sampleSize}`);
  return { count: counted[0]?.count ?? 0, sample };
}
