import { type Decider, writeAudit } from '../audit.ts';
import type { Queries } from '../transaction.ts';
import { type ReplayProgress, readReplayProgress } from './replay-progress.ts';

/** Whether a bulk replay was cancelled now, and how far it came. */
export interface CancelResult {
  readonly cancelled: boolean;
  readonly progress: ReplayProgress;
}

/** Stops a bulk replay: what was not replayed yet never is by it. Null = no such replay. */
export async function cancelReplay(prisma: Queries, id: string, decider: Decider): Promise<CancelResult | null> {
  const { count: cancelled } = await prisma.replay.updateMany({
    where: { id, status: 'running' },
    data: { status: 'cancelled', finishedAt: new Date() },
  });
  const progress = await readReplayProgress(prisma, id);
  if (progress === null) return null;
  if (cancelled > 0) {
    const details = { name: progress.name };
    const affected = progress.pending;
    await writeAudit(prisma, { ...decider, action: 'replay.cancel', subject: id, affected, details });
  }
  return { cancelled: cancelled > 0, progress };
}
