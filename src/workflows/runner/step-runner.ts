import type { TSchema } from 'typebox';
import Type from 'typebox';
import Value from 'typebox/value';
import type { Links, NewLink } from '../../links/links.ts';
import type { Journal, JournalEntry, Json } from './journal.ts';
import { StepFailed } from './step-failed.ts';
import { Stopping } from './stopping.ts';

/** What a step is: its key in the journal and the one CRM call it makes. */
export interface StepPlan {
  /** Unique in the event, readable by ops: `invoice`, `line 2`, `promotion PROMO10`. */
  readonly key: string;
  readonly verb: string;
  readonly module: string;
  readonly crmId?: string;
  /** What is sent, as the journal keeps it. */
  readonly request?: Json;
}

/** What a step's call came to. */
export interface StepResult<T extends Json> {
  readonly output: T;
  readonly crmId?: string | null;
  readonly response?: Json;
  readonly links?: readonly NewLink[];
  readonly warnings?: readonly string[];
}

/** A step's call. `lookFirst` = an earlier attempt may have reached the CRM: look before sending. */
export type StepCall<T extends Json> = (attempt: { readonly lookFirst: boolean }) => Promise<StepResult<T>>;

/** What a step runner stands on. */
export interface StepRunnerOptions {
  readonly eventId: string;
  readonly journal: Journal;
  readonly links: Links;
  /** What earlier attempts left in the journal. */
  readonly earlier: ReadonlyMap<string, JournalEntry>;
  /** True once the process is to end: no further step begins. */
  readonly stopping: () => boolean;
}

/**
 * Runs the steps of one event: a step that the journal knows as done is not run again, its output is taken from there; each
 * other one is written down before its call and after it.
 */
export class StepRunner {
  readonly #options: StepRunnerOptions;
  readonly #running = new Map<string, Promise<Json>>();

  constructor(options: StepRunnerOptions) {
    this.#options = options;
  }

  /**
   * Runs a step unless it is done; parts of a workflow that need the same step side by side share it. `output` says what its
   * result looks like, since it may come from the journal.
   */
  async step<S extends TSchema>(
    plan: StepPlan,
    output: S,
    call: StepCall<Type.Static<S> & Json>,
  ): Promise<Type.Static<S>> {
    const before = this.#options.earlier.get(plan.key);
    if (before?.status === 'done' && !foundNothing(plan, before) && Value.Check(output, before.output))
      return before.output;
    const running = this.#running.get(plan.key) ?? this.#begin(plan, before, call);
    const result = await running;
    if (!Value.Check(output, result))
      throw new TypeError(`Step ${plan.key} is shared by parts that expect different results`);
    return result;
  }

  /** A step without a result of its own. */
  async act(plan: StepPlan, call: StepCall<null>): Promise<void> {
    await this.step(plan, Type.Null(), call);
  }

  #begin<T extends Json>(plan: StepPlan, before: JournalEntry | undefined, call: StepCall<T>): Promise<Json> {
    const running = this.#run(plan, before, call);
    this.#running.set(plan.key, running);
    return running;
  }

  async #run<T extends Json>(plan: StepPlan, before: JournalEntry | undefined, call: StepCall<T>): Promise<T> {
    const { eventId, journal, links, stopping } = this.#options;
    if (stopping()) throw new Stopping(plan.key);
    await journal.begin({
      key: plan.key,
      verb: plan.verb,
      module: plan.module,
      crmId: plan.crmId ?? null,
      request: plan.request ?? null,
    });
    const lookFirst = before !== undefined && (before.status !== 'failed' || before.outcomeUnknown);
    const result = await this.#attempt(plan, () => call({ lookFirst }), lookFirst);
    await journal.finish(
      plan.key,
      {
        crmId: result.crmId ?? plan.crmId ?? null,
        response: result.response ?? null,
        output: result.output,
        warnings: result.warnings ?? [],
      },
      (condition) => links.insert(eventId, result.links ?? [], condition),
    );
    return result.output;
  }

  async #attempt<T extends Json>(
    plan: StepPlan,
    call: () => Promise<StepResult<T>>,
    lookFirst: boolean,
  ): Promise<StepResult<T>> {
    try {
      return await call();
    } catch (error) {
      const failure = new StepFailed(plan.key, error);
      // A failed look tells nothing new of the call before it: that one stays unknown.
      await this.#options.journal.fail(plan.key, {
        outcomeUnknown: failure.outcomeUnknown || lookFirst,
        response: { error: failure.code, message: failure.message },
      });
      throw failure;
    }
  }
}

// What was not there may be there by now: a look-up that found nothing is made again.
function foundNothing(plan: StepPlan, entry: JournalEntry): boolean {
  return plan.verb === 'GET' && entry.output === null;
}
