import Type from 'typebox';
import { type Database, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { REPLAY_MODES, type ReplayMode } from '../../domain/events/replay-mode.ts';
import { replay } from '../../inbox/replay.ts';
import type { Decider } from '../audit.ts';
import { inTransaction, type Queries } from '../transaction.ts';

const readNext = rowsBy(Type.Object({ ms: Column.optionalNumber }));

const readDueReplays = rowsBy(
  Type.Object({ id: Column.text, mode: Type.Enum([...REPLAY_MODES]), actor: Column.text, reason: Column.text }),
);

/** What was done for a bulk replay: an event put back in line, one passed over, or the end noted. Null = none is due. */
export type ReplayTurn =
  | { readonly kind: 'replayed' | 'skipped'; readonly replayId: string; readonly eventId: string }
  | { readonly kind: 'finished'; readonly replayId: string }
  | null;

interface Due {
  readonly id: string;
  readonly mode: ReplayMode;
  readonly eventId: string | null;
  readonly position: number;
  readonly by: Decider;
}

/**
 * Replays the next event of the bulk replay that is due first. The row lock on the replay makes its pace one for all replicas.
 * An event that its mode does not take by then, as one that runs, is done or was discarded meanwhile, is passed over and costs no time.
 */
export async function replayNext(database: Database): Promise<ReplayTurn> {
  return await inTransaction(database, async (prisma) => {
    const due = await takeDue(prisma);
    if (due === null) return null;
    if (due.eventId === null) {
      await prisma.replay.update({ where: { id: due.id }, data: { status: 'finished', finishedAt: new Date() } });
      return { kind: 'finished', replayId: due.id };
    }
    const by = { ...due.by, replayId: due.id };
    const kind = (await replay({ prisma }, due.eventId, by, due.mode)) === 'replayed' ? 'replayed' : 'skipped';
    const { id: replayId, position } = due;
    await prisma.replayItem.update({ where: { replayId_position: { replayId, position } }, data: { status: kind } });
    if (kind === 'replayed') await keepPace(prisma, due.id);
    return { kind, replayId: due.id, eventId: due.eventId };
  });
}

/** Milliseconds until a bulk replay is due, 0 for one that is overdue; null = none is running. */
export async function nextReplayInMs(database: Database): Promise<number | null> {
  const rows = await readNext(
    database.prisma,
    sql`
    SELECT (EXTRACT(EPOCH FROM min(next_at) - now()) * 1000)::float8 AS ms FROM replays WHERE status = 'running'`,
  );
  const ms = rows[0]?.ms ?? null;
  return ms === null ? null : Math.max(ms, 0);
}

async function takeDue(prisma: Queries): Promise<Due | null> {
  const [due] = await readDueReplays(
    prisma,
    sql`
    SELECT id, mode::text AS mode, actor, reason FROM replays
    WHERE status = 'running' AND next_at <= now() ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  if (due === undefined) return null;
  // Not within the statement of the lock: that one may still see as pending what another replica has just replayed.
  const item = await prisma.replayItem.findFirst({
    where: { replayId: due.id, status: 'pending' },
    orderBy: { position: 'asc' },
    select: { eventId: true, position: true },
  });
  const by = { actor: due.actor, reason: due.reason };
  return { id: due.id, mode: due.mode, eventId: item?.eventId ?? null, position: item?.position ?? 0, by };
}

// Time in which no replica was there is not made up for by a burst.
async function keepPace(prisma: Queries, id: string): Promise<void> {
  await prisma.$executeRaw(sql`
    UPDATE replays SET next_at = GREATEST(next_at, now() - interval '1 second') + interval '1 second' / rate::float8
    WHERE id = ${id}::uuid`);
}
