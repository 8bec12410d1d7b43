import { type Database, type Sql, sql } from '../../database/client.ts';
import type { EventStatus } from '../../domain/events/status.ts';
import { type EventFilter, filterCondition } from '../event-filter.ts';
import { SEEN_COLUMNS, type SeenEvent } from '../seen-event.ts';

/** The statuses from which an event can be replayed. */
export const REPLAYABLE: readonly EventStatus[] = ['dead', 'retrying', 'waiting'];

/** The events that a bulk replay would take, as a condition on `events e`: the dead ones unless the filter names statuses. */
export function inReplaySet(filter: EventFilter): Sql {
  return filterCondition({ ...filter, statuses: filter.statuses ?? ['dead'] });
}

/** What a bulk replay would do: how many events, and the first of them in the order in which they would be replayed. */
export interface ReplayTrial {
  readonly count: number;
  readonly sample: readonly SeenEvent[];
}

/** Counts a bulk replay's events without replaying any. */
export async function tryReplay(database: Database, filter: EventFilter, sampleSize: number): Promise<ReplayTrial> {
  const counted = await database.prisma.$queryRaw<{ count: number }[]>(sql`
    SELECT count(*)::int AS count FROM events e WHERE ${inReplaySet(filter)}`);
  const sample = await database.prisma.$queryRaw<SeenEvent[]>(sql`
    SELECT ${SEEN_COLUMNS} FROM events e WHERE ${inReplaySet(filter)} ORDER BY e.seq LIMIT ${sampleSize}`);
  return { count: counted[0]?.count ?? 0, sample };
}
