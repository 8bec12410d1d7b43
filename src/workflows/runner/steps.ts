import type { TSchema } from 'typebox';
import Type from 'typebox';
import Value from 'typebox/value';
import { type CallOutcome, CrmError } from '../../crm/errors.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { type ErrorClass, TillbridgeError } from '../../domain/errors.ts';
import type { ReplayMode } from '../../domain/events/replay-mode.ts';
import type { Warning } from '../../domain/warning.ts';
import type { NewLink } from '../../links/link.ts';
import { ShopCallError } from '../../shops/shop-call-error.ts';
import type { JournalEntry } from './journal.ts';
import type { Json } from './json.ts';

/** What a step is: its key in the journal and the one CRM call it makes. */
export interface StepPlan {
  /** Unique in the event, readable by ops: `invoice`, `line 2`, `promotion PROMO10`. */
  readonly key: string;
  readonly verb: string;
  readonly module: string;
  readonly crmId?: string;
  /** What is sent, as the journal keeps it. */
  readonly request?: Json;
  /** The record that it relates to its own, or names: a step that was done for another one is made again. */
  readonly relatedId?: string;
  /** It looks at what may have changed since: what an earlier attempt saw does not count. */
  readonly fresh?: boolean;
  /** A look by which the event judges what stands: a run that repairs or looks again makes it anew. */
  readonly renewed?: boolean;
  /** Which time one run of the event makes it, counted from 1: a later time is a call of its own, whatever the journal says. */
  readonly turn?: number;
  /** The records that a plan takes the answer to show. */
  readonly assumed?: readonly string[];
}

/** What a step's call came to. */
export interface StepResult<T extends Json> {
  readonly output: T;
  readonly crmId?: string | null;
  readonly response?: Json;
  readonly links?: readonly NewLink[];
  readonly warnings?: readonly Warning[];
}

/** How a step's call is to be made. */
export interface StepAttempt {
  /** An earlier attempt may have reached the CRM: look before sending. */
  readonly lookFirst: boolean;
  /** It was done before the event was replayed to look again: what stands of it is left, and only what is gone is made. */
  readonly stood: boolean;
  /** It was made of a payload that was amended since: what stands of it is this event's to put right. */
  readonly amended: boolean;
  /** What it came to when it was last done, and the warnings that it put on the event then; null and none where it never was. */
  readonly earlier: Pick<JournalEntry, 'output' | 'told'>;
}

/** A step's call. */
export type StepCall<T extends Json> = (attempt: StepAttempt) => Promise<StepResult<T>>;

/** The steps of one event, each made once: what the journal knows as done is taken from there. */
export abstract class Steps {
  readonly #earlier: ReadonlyMap<string, JournalEntry>;
  readonly #running = new Map<string, Promise<Json>>();
  /** How the event goes on where it was replayed. */
  readonly mode: ReplayMode;
  /** The keys of the steps that this attempt has begun. */
  readonly #touched = new Set<string>();
  /** What the steps of this attempt related or named. */
  readonly #named = new Map<string, string>();

  /** `earlier`: what earlier attempts left in the journal. */
  constructor(earlier: ReadonlyMap<string, JournalEntry>, mode: ReplayMode) {
    this.#earlier = earlier;
    this.mode = mode;
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
    const isGood = before !== undefined && isStillGood(plan, before) && !this.#isDue(plan, before);
    if (isGood && Value.Check(output, before.output)) return before.output;
    const stood = this.mode !== 'resume' && before?.doubt === 'stale';
    const attempt = {
      lookFirst: stood || this.mayStand(plan.key),
      stood,
      amended: before?.doubt === 'superseded',
      earlier: before ?? { output: null, told: [] },
    };
    const result = await this.#shared(plan, () => this.make(plan, call, attempt));
    if (!Value.Check(output, result))
      throw new TypeError(`Step ${plan.key} is shared by parts that expect different results`);
    return result;
  }

  // One that failed may be made again, and one that was made for another record is another step.
  async #shared(plan: StepPlan, make: () => Promise<Json>): Promise<Json> {
    const name = JSON.stringify([plan.key, plan.relatedId ?? null, plan.turn ?? 1]);
    const running = this.#running.get(name) ?? make();
    this.#touched.add(plan.key);
    if (plan.relatedId !== undefined) this.#named.set(plan.key, plan.relatedId);
    this.#running.set(name, running);
    try {
      return await running;
    } catch (error) {
      this.#running.delete(name);
      throw error;
    }
  }

  // What only looked is believed; a repair makes of the others those that warned.
  #isDue({ verb, renewed = false }: StepPlan, { doubt, told }: JournalEntry): boolean {
    if (this.mode === 'resume' || doubt !== 'stale') return false;
    return verb === 'GET' ? renewed : this.mode === 'again' || told.length > 0;
  }

  /** Whether a step has put a warning on the event, and is to be tried again. */
  isToRepair(key: string): boolean {
    const entry = this.#earlier.get(key);
    return this.mode !== 'resume' && entry?.doubt === 'stale' && entry.told.length > 0;
  }

  /** What was written by a payload that was amended since, may stand, and was not touched by this run. */
  leftSuperseded(): readonly JournalEntry[] {
    return [...this.#earlier.values()].filter(
      ({ key, verb, doubt }) =>
        verb !== 'GET' && doubt === 'superseded' && this.mayStand(key) && !this.#touched.has(key),
    );
  }

  /** Whether anything was done by a payload that was amended since. */
  get isAmended(): boolean {
    return [...this.#earlier.values()].some(({ doubt }) => doubt === 'superseded');
  }

  /** Takes what a step wrote by a payload that was amended since for good, where it would write the same now. */
  accept(key: string, request: Json): void {
    const before = this.#earlier.get(key)?.request ?? null;
    if (before !== null && canonicalJson(before) === canonicalJson(request)) this.#touched.add(key);
  }

  /** The record that an earlier attempt of a step was about; null where none has begun. */
  crmIdOf(key: string): string | null {
    return this.#earlier.get(key)?.crmId ?? null;
  }

  /** Whether an earlier attempt of a step came to its end, and nothing has made that doubtful. */
  isDone(key: string): boolean {
    const entry = this.#earlier.get(key);
    if (entry?.status !== 'done' || entry.doubt === 'superseded') return false;
    return entry.doubt === null || this.mode === 'resume' || (this.mode === 'repair' && entry.told.length === 0);
  }

  /** Whether an earlier attempt of a step may have reached the CRM. */
  mayStand(key: string): boolean {
    const entry = this.#earlier.get(key);
    return entry !== undefined && (entry.status !== 'failed' || entry.outcomeUnknown);
  }

  /** The record that a step related or named when it was last begun; null where it was not, or named none. */
  relatedIdOf(key: string): string | null {
    return this.#named.get(key) ?? this.#earlier.get(key)?.relatedId ?? null;
  }

  /** A step without a result of its own. */
  async act(plan: StepPlan, call: StepCall<null>): Promise<void> {
    await this.step(plan, Type.Null(), call);
  }

  /** Makes a step that is not done and gives its output. */
  protected abstract make(plan: StepPlan, call: StepCall<Json>, attempt: StepAttempt): Promise<Json>;
}

// What was not there may be there by now: a look-up that found nothing is made again.
function isStillGood(plan: StepPlan, entry: JournalEntry): boolean {
  if (plan.fresh || entry.doubt === 'superseded' || (plan.turn ?? 1) > 1) return false;
  if (plan.relatedId !== undefined && plan.relatedId !== entry.relatedId) return false;
  return entry.status === 'done' && !(plan.verb === 'GET' && entry.output === null);
}

/** A step's failure: which step it was, and what its cause means for the next attempt. */
export class StepFailed extends TillbridgeError {
  readonly code: string;
  readonly errorClass: ErrorClass;
  /** The key of the step. */
  readonly step: string;
  /** What the call may have done in the CRM. */
  readonly outcome: CallOutcome;
  /** How long the CRM asked us to stay away, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(step: string, cause: unknown) {
    super(cause instanceof TillbridgeError ? cause.message : `Step ${step} failed unexpectedly`, { cause });
    this.step = step;
    this.code = cause instanceof TillbridgeError ? cause.code : 'unexpected';
    this.errorClass = cause instanceof TillbridgeError ? cause.errorClass : 'transient';
    this.outcome = cause instanceof CrmError ? cause.outcome : 'none';
    this.retryAfterMs = cause instanceof CrmError || cause instanceof ShopCallError ? cause.retryAfterMs : null;
  }
}
