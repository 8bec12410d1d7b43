import { type ReplayResult, replay } from '../inbox/replay.ts';
import { type Decider, writeAudit } from './audit.ts';
import type { Queries } from './transaction.ts';

/** Replays one event on somebody's decision, which goes into the audit if it takes effect. */
export async function replayEvent(prisma: Queries, id: string, decider: Decider): Promise<ReplayResult> {
  const result = await replay({ prisma }, id);
  if (result === 'replayed') {
    await writeAudit(prisma, { ...decider, action: 'event.replay', subject: id, affected: 1, details: {} });
  }
  return result;
}
