import type { ClaimedEvent } from '../inbox/claimed-event.ts';
import type { Held } from '../inbox/settle.ts';

/** A hold on the event under which its workflow runs. */
export interface WorkflowLease extends Held {
  readonly signal: AbortSignal;
  assertHeld(): void;
}

/** What came of a workflow: done, with warnings for the event, or something has to happen first. */
export type WorkflowOutcome = { readonly warnings: readonly string[] } | { readonly waitingFor: string };

/** Runs the workflow of an event, whatever its type and CRM. `stopping`: true once no further step may begin. */
export interface Workflows {
  run(event: ClaimedEvent, lease: WorkflowLease, stopping: () => boolean): Promise<WorkflowOutcome>;
}

/** Hands each event to the workflows of its CRM. */
export function workflowsByCrm(byCrm: ReadonlyMap<string, Workflows>): Workflows {
  return {
    run(event, lease, stopping) {
      const workflows = byCrm.get(event.crm);
      if (workflows === undefined) throw new TypeError(`Events of ${event.crm} are not claimed without its workflows`);
      return workflows.run(event, lease, stopping);
    },
  };
}
