import type { Json } from '../runner/journal.ts';
import { type StepCall, type StepPlan, Steps } from '../runner/steps.ts';

/**
 * Makes steps in thought: their calls go to a CRM that sends nothing. What would run side by side runs one by one, so that each
 * call can be told to be of one step.
 */
export class PlanningRunner extends Steps {
  /** The step whose calls are being made. */
  current: StepPlan | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  protected override make(plan: StepPlan, call: StepCall<Json>, lookFirst: boolean): Promise<Json> {
    const made = this.#turn.then(async () => {
      this.current = plan;
      return (await call({ lookFirst })).output;
    });
    // The next step has its turn whatever became of this one, whose error goes to those who wait for it.
    this.#turn = made.catch(() => {});
    return made;
  }
}
