import type { Database } from '../database/client.ts';
import { TillbridgeError } from '../domain/errors.ts';
import type { ReplayMode } from '../domain/events/replay-mode.ts';
import type { Plan } from '../workflows/planning/plan.ts';
import type { Planner } from '../workflows/workflows.ts';

/** Retention took what an event would go by. */
export class PayloadRemoved extends TillbridgeError {
  readonly code = 'event_payload_removed';
  readonly errorClass = 'permanent';

  constructor(at: Date) {
    super(
      `The event has no payload any more, since retention removed it at ${at.toISOString()}: it cannot be replayed. What it made stands.`,
    );
  }
}

/**
 * What a replay of an event in a mode would do now; null = no such event. Nothing is sent to the CRM and nothing is written.
 * @throws {PayloadRemoved}
 */
export async function planEvent(
  database: Database,
  planner: Planner,
  id: string,
  mode: ReplayMode = 'resume',
): Promise<Plan | null> {
  const event = await database.prisma.event.findUnique({ where: { id } });
  if (event === null) return null;
  if (event.payloadRemovedAt !== null) throw new PayloadRemoved(event.payloadRemovedAt);
  try {
    return await planner.plan(event, mode);
  } catch (error) {
    // Its unit or its CRM left the configuration, for instance: that is what a replay would die of.
    if (!(error instanceof TillbridgeError)) throw error;
    return { done: [], calls: [], note: `It would fail: ${error.message}` };
  }
}
