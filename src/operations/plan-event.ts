import type { Database } from '../database/client.ts';
import { TillbridgeError } from '../domain/errors.ts';
import type { ReplayMode } from '../domain/events/replay-mode.ts';
import type { Plan } from '../workflows/planning/plan.ts';
import type { Planner } from '../workflows/workflows.ts';

/** What a replay of an event in a mode would do now; null = no such event. Nothing is sent to the CRM and nothing is written. */
export async function planEvent(
  database: Database,
  planner: Planner,
  id: string,
  mode: ReplayMode = 'resume',
): Promise<Plan | null> {
  const event = await database.prisma.event.findUnique({ where: { id } });
  if (event === null) return null;
  try {
    return await planner.plan(event, mode);
  } catch (error) {
    // Its unit or its CRM left the configuration, for instance: that is what a replay would die of.
    if (!(error instanceof TillbridgeError)) throw error;
    return { done: [], calls: [], note: `It would fail: ${error.message}` };
  }
}
