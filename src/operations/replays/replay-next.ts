import { type Database, sql } from '../../database/client.ts';
import { replay } from '../../inbox/replay.ts';
import { inTransaction, type Queries } from '../transaction.ts';

/** What was done for a bulk replay: an event put back in line, one passed over, or the end noted. Null = none is due. */
export type ReplayTurn =
  | { readonly kind: 'replayed' | 'skipped'; readonly replayId: string; readonly eventId: string }
  | { readonly kind: 'finished'; readonly replayId: string }
  | null;

interface Due {
  readonly id: string;
  readonly eventId: string | null;
  readonly position: number;
}

/**
 * Replays the next event of the bulk replay that is due first. The row lock on the replay makes its pace one for all replicas.
 * An event that runs, waits for its run, is done or was discarded meanwhile is passed over, and costs no time.
 */
export async function replayNext(database: Database): Promise<ReplayTurn> {
  return await inTransaction(database, async (prisma) => {
    const due = await takeDue(prisma);
    if (due === null) return null;
    if (due.eventId === null) {
      await prisma.$executeRaw(sql`
        UPDATE replays SET status = 'finished', finished_at = now() WHERE id = ${due.id}::uuid`);
      return { kind: 'finished', replayId: due.id };
    }
    const kind = (await replay({ prisma }, due.eventId)) === 'replayed' ? 'replayed' : 'skipped';
    await prisma.$executeRaw(sql`
      UPDATE replay_items SET status = ${kind}::replay_item_status
      WHERE replay_id = ${due.id}::uuid AND position = ${due.position}`);
    if (kind === 'replayed') await keepPace(prisma, due.id);
    return { kind, replayId: due.id, eventId: due.eventId };
  });
}

/** Milliseconds until a bulk replay is due, 0 for one that is overdue; null = none is running. */
export async function nextReplayInMs(database: Database): Promise<number | null> {
  const rows = await database.prisma.$queryRaw<{ ms: number | null }[]>(sql`
    SELECT (GREATEST(EXTRACT(EPOCH FROM min(next_at) - now()), 0) * 1000)::float8 AS ms FROM replays WHERE status = 'running'`);
  return rows[0]?.ms ?? null;
}

async function takeDue(prisma: Queries): Promise<Due | null> {
  const rows = await prisma.$queryRaw<Due[]>(sql`
    WITH due AS (
      SELECT id FROM replays WHERE status = 'running' AND next_at <= now() ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    SELECT due.id, i.event_id AS "eventId", i.position
    FROM due LEFT JOIN LATERAL (
      SELECT event_id, position FROM replay_items
      WHERE replay_id = due.id AND status = 'pending' ORDER BY position LIMIT 1
    ) i ON true`);
  return rows[0] ?? null;
}

// Time in which no replica was there is not made up for by a burst.
async function keepPace(prisma: Queries, id: string): Promise<void> {
  await prisma.$executeRaw(sql`
    UPDATE replays SET next_at = GREATEST(next_at, now() - interval '1 second') + interval '1 second' / rate::float8
    WHERE id = ${id}::uuid`);
}
