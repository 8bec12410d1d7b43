import { TillbridgeError } from '../../domain/errors.ts';
import type { WorkflowResult } from '../outcome.ts';
import type { JournalEntry } from '../runner/journal.ts';
import type { Json } from '../runner/json.ts';
import { type StepAttempt, type StepCall, type StepPlan, Steps } from '../runner/steps.ts';

/** A call that a replay would make. */
export interface PlannedCall {
  /** The key of its step. */
  readonly step: string;
  readonly verb: string;
  readonly module: string;
  readonly crmId: string | null;
  /** What would be sent: attributes, a filter, or the record to relate. */
  readonly request: Json;
  /** What the plan takes the answer to be, where the calls after it depend on it. */
  readonly assumed: string | null;
}

/** What a replay of an event would do now. Nothing was sent to make it. */
export interface Plan {
  /** The steps that are done and would not be made again. */
  readonly done: readonly string[];
  readonly calls: readonly PlannedCall[];
  /** Where the plan ends before the event does, why: what it waits for, what it would die of, or what must be read first. */
  readonly note: string | null;
}

/** The plan of an event that another one has done before it. */
export function nothingToDo(repeated: string): Plan {
  return { done: [], calls: [], note: `The same was sent before as event ${repeated}, which is done: no call is made` };
}

/** The rest of a plan hangs on an answer that only the CRM can give. */
export class PlanEndsHere extends TillbridgeError {
  readonly code = 'plan_ends_here';
  readonly errorClass = 'permanent';

  constructor(step: string) {
    super(`The calls after step "${step}" depend on what the CRM answers to it`);
  }
}

/** The steps that the journal knows as done, and that would not be made again. */
export function doneSteps(runner: PlanningRunner, journal: ReadonlyMap<string, JournalEntry>): string[] {
  return [...journal.values()]
    .filter(({ key, verb, status }) => (verb === 'GET' ? status === 'done' : runner.isDone(key)))
    .map(({ key }) => key);
}

/** Runs a workflow in thought and tells how it would end: null = it would be done. */
export async function endOf(workflow: () => Promise<WorkflowResult>): Promise<string | null> {
  try {
    const result = await workflow();
    return 'waitingFor' in result ? `It would wait for ${result.waitingFor}` : null;
  } catch (error) {
    if (error instanceof PlanEndsHere) return error.message;
    if (error instanceof TillbridgeError) return `It would fail: ${error.message}`;
    throw error;
  }
}

/**
 * Makes steps in thought: their calls go to a CRM that sends nothing. What would run side by side runs one by one, so that each
 * call can be told to be of one step.
 */
export class PlanningRunner extends Steps {
  /** The step whose calls are being made. */
  current: StepPlan | null = null;
  /** How it is being made. */
  attempt: StepAttempt | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  protected override make(plan: StepPlan, call: StepCall<Json>, attempt: StepAttempt): Promise<Json> {
    const made = this.#turn.then(async () => {
      this.current = plan;
      this.attempt = attempt;
      return (await call(attempt)).output;
    });
    // The next step has its turn whatever became of this one, whose error goes to those who wait for it.
    this.#turn = made.catch(() => {});
    return made;
  }
}
