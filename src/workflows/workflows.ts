import { TillbridgeError } from '../domain/errors.ts';
import type { ReplayMode } from '../domain/events/replay-mode.ts';
import type { ClaimedEvent, EventContent } from '../inbox/claimed-event.ts';
import type { Held } from '../inbox/settle.ts';
import type { WorkflowOutcome } from './outcome.ts';
import type { Plan } from './planning/plan.ts';

/** A hold on the event under which its workflow runs. */
export interface WorkflowLease extends Held {
  readonly signal: AbortSignal;
  assertHeld(): void;
}

/** The event is for a CRM that this service is not configured for (any more). */
export class CrmNotConfigured extends TillbridgeError {
  readonly code = 'crm_not_configured';
  readonly errorClass = 'permanent';

  constructor(crm: string) {
    super(`The service is not configured for ${crm}; set its address and credentials, and start it again`);
  }
}

/** Runs the workflow of an event, whatever its type and CRM. `stopping`: true once no further step may begin, since the process ends or the CRM is paused. */
export interface Workflows {
  run(event: ClaimedEvent, lease: WorkflowLease, stopping: () => boolean): Promise<WorkflowOutcome>;
}

/**
 * Tells the calls that a replay of an event in a mode would make now, by what the journal and the links know; nothing is sent or written.
 * Without a mode, the event is to be resumed.
 */
export interface Planner {
  plan(event: EventContent, mode?: ReplayMode): Promise<Plan>;
}

/** Hands each event to the workflows of its CRM. */
export function workflowsByCrm(byCrm: ReadonlyMap<string, Workflows>): Workflows {
  return { run: async (event, lease, stopping) => await forEvent(byCrm, event).run(event, lease, stopping) };
}

/** Hands each event to the planner of its CRM. */
export function plannerByCrm(byCrm: ReadonlyMap<string, Planner>): Planner {
  return { plan: async (event, mode) => await forEvent(byCrm, event).plan(event, mode) };
}

function forEvent<T>(byCrm: ReadonlyMap<string, T>, { crm }: EventContent): T {
  const found = byCrm.get(crm);
  if (found === undefined) throw new CrmNotConfigured(crm);
  return found;
}
