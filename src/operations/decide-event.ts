import type { ReplayMode } from '../domain/events/replay-mode.ts';
import { type DiscardResult, discard } from '../inbox/discard.ts';
import { type ReplayResult, replay } from '../inbox/replay.ts';
import { type Decider, writeAudit } from './audit.ts';
import type { Queries } from './transaction.ts';

/** Replays one event in a mode on somebody's decision, which goes into the audit if it takes effect. */
export async function replayEvent(
  prisma: Queries,
  id: string,
  decider: Decider,
  mode: ReplayMode = 'resume',
): Promise<ReplayResult> {
  const result = await replay({ prisma }, id, { ...decider, replayId: null }, mode);
  if (result === 'replayed') {
    const details = mode === 'resume' ? {} : { mode };
    await writeAudit(prisma, { ...decider, action: 'event.replay', subject: id, affected: 1, details });
  }
  return result;
}

/** Discards one event on somebody's decision, which goes into the audit if it takes effect. */
export async function discardEvent(prisma: Queries, id: string, decider: Decider): Promise<DiscardResult | null> {
  const result = await discard({ prisma }, id);
  if (result?.discarded === true) {
    const details = { was: result.status };
    await writeAudit(prisma, { ...decider, action: 'event.discard', subject: id, affected: 1, details });
  }
  return result;
}
