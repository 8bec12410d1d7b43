import type { TSchema } from 'typebox';
import Type from 'typebox';
import Value from 'typebox/value';
import type { NewLink } from '../../links/links.ts';
import type { JournalEntry, Json } from './journal.ts';

/** What a step is: its key in the journal and the one CRM call it makes. */
export interface StepPlan {
  /** Unique in the event, readable by ops: `invoice`, `line 2`, `promotion PROMO10`. */
  readonly key: string;
  readonly verb: string;
  readonly module: string;
  readonly crmId?: string;
  /** What is sent, as the journal keeps it. */
  readonly request?: Json;
  /** The records that a plan takes the answer to show. */
  readonly assumed?: readonly string[];
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

/** The steps of one event, each made once: what the journal knows as done is taken from there. */
export abstract class Steps {
  readonly #earlier: ReadonlyMap<string, JournalEntry>;
  readonly #running = new Map<string, Promise<Json>>();

  /** `earlier`: what earlier attempts left in the journal. */
  constructor(earlier: ReadonlyMap<string, JournalEntry>) {
    this.#earlier = earlier;
  }

  /**
   * Makes a step unless it is done; parts of a workflow that need the same step side by side share it. `output` says what its
   * result looks like, since it may come from the journal.
   */
  async step<S extends TSchema>(
    plan: StepPlan,
    output: S,
    call: StepCall<Type.Static<S> & Json>,
  ): Promise<Type.Static<S>> {
    const before = this.#earlier.get(plan.key);
    if (before !== undefined && isStillGood(plan, before) && Value.Check(output, before.output)) return before.output;
    const lookFirst = before !== undefined && (before.status !== 'failed' || before.outcomeUnknown);
    const running = this.#running.get(plan.key) ?? this.make(plan, call, lookFirst);
    this.#running.set(plan.key, running);
    const result = await running;
    if (!Value.Check(output, result))
      throw new TypeError(`Step ${plan.key} is shared by parts that expect different results`);
    return result;
  }

  /** The record that an earlier attempt of a step was about; null where none has begun. */
  crmIdOf(key: string): string | null {
    return this.#earlier.get(key)?.crmId ?? null;
  }

  /** A step without a result of its own. */
  async act(plan: StepPlan, call: StepCall<null>): Promise<void> {
    await this.step(plan, Type.Null(), call);
  }

  /** Makes a step that is not done and gives its output. */
  protected abstract make(plan: StepPlan, call: StepCall<Json>, lookFirst: boolean): Promise<Json>;
}

// What was not there may be there by now: a look-up that found nothing is made again.
function isStillGood(plan: StepPlan, entry: JournalEntry): boolean {
  return entry.status === 'done' && !(plan.verb === 'GET' && entry.output === null);
}
