import { AsyncLocalStorage } from 'node:async_hooks';
import { TillbridgeError } from '../../domain/errors.ts';
import type { ReplayMode } from '../../domain/events/replay-mode.ts';
import type { ServiceEvents, StepEnded } from '../../domain/service-events.ts';
import { parseTraceparent, type Span, type Trace, type Tracing } from '../../domain/trace.ts';
import type { ClaimedEvent } from '../../inbox/claimed-event.ts';
import type { Links } from '../../links/links.ts';
import type { Journal, JournalEntry } from './journal.ts';
import type { Json } from './json.ts';
import { type StepAttempt, type StepCall, StepFailed, type StepPlan, type StepResult, Steps } from './steps.ts';

/** What a step runner stands on. */
export interface StepRunnerOptions {
  /** Its `traceparent` is the place of the run that these steps are of. */
  readonly event: Pick<ClaimedEvent, 'id' | 'type' | 'traceparent'>;
  /** How the event goes on where it was replayed. */
  readonly mode: ReplayMode;
  readonly journal: Journal;
  readonly links: Links;
  /** What earlier attempts left in the journal. */
  readonly earlier: ReadonlyMap<string, JournalEntry>;
  /** True once the process is to end: no further step begins. */
  readonly stopping: () => boolean;
  /** Waits until what an earlier attempt of a step left behind can no longer be at work in the CRM. */
  readonly untilStill: (key: string) => Promise<void>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly tracing: Tracing;
  /** Told of each step that ends, and which warnings it has put on the event. */
  readonly events: ServiceEvents;
}

/** A call that leaves within this time after its step began counts from the step's beginning. */
const ON_TIME_MS = 500;
/** One that will leave soon, and whose step began longer ago, may be too late by then. */
const MAY_BE_LATE_MS = 250;

/** A step whose call is under way. */
interface CurrentStep {
  readonly key: string;
  /** From when on its call counts as being at work, on the monotonic clock; in the journal it stands no earlier. */
  begunAt: number;
  readonly span: Span;
}

/** Runs the steps of one event: each that is not done is written down before its call and after it. */
export class StepRunner extends Steps {
  readonly #options: StepRunnerOptions;
  /** The step in whose course a call is made. */
  readonly #current = new AsyncLocalStorage<CurrentStep>();
  /** Where the run stands. */
  readonly #run: Trace;

  constructor(options: StepRunnerOptions) {
    super(options.earlier, options.mode);
    this.#options = options;
    this.#run = parseTraceparent(options.event.traceparent) ?? options.tracing.enter(null).at;
  }

  /** The place of the step in whose course this is asked; outside of all of them that of the run. */
  get at(): Trace {
    return this.#current.getStore()?.span.at ?? this.#run;
  }

  /** Told by the CRM's client when a write leaves: one that had to wait for its turn counts from now. */
  async sending(): Promise<void> {
    await this.#countFromNow(ON_TIME_MS);
  }

  /** Told when a write is the next in its line: what `sending` would write while all others wait for it is written now. */
  async soon(): Promise<void> {
    await this.#countFromNow(MAY_BE_LATE_MS);
  }

  async #countFromNow(olderThanMs: number): Promise<void> {
    const step = this.#current.getStore();
    const now = this.#options.now();
    if (step === undefined || now - step.begunAt < olderThanMs) return;
    await this.#options.journal.sending(step.key);
    step.begunAt = now;
  }

  protected override async make(plan: StepPlan, call: StepCall<Json>, attempt: StepAttempt): Promise<Json> {
    this.#refuseWhileStopping(plan.key);
    const { event, tracing, events } = this.#options;
    const { key, verb, module } = plan;
    const step = { event, key, verb, module, lookedFirst: attempt.lookFirst, span: tracing.next(this.#run) };
    let failure: StepEnded['failure'] = null;
    try {
      return await this.#make(plan, call, attempt, step.span);
    } catch (error) {
      failure = failureOf(error);
      throw error;
    } finally {
      events.emit('stepEnded', { ...step, failure });
    }
  }

  async #make(plan: StepPlan, call: StepCall<Json>, attempt: StepAttempt, span: Span): Promise<Json> {
    const { event, journal, links, untilStill, events } = this.#options;
    if (attempt.lookFirst && plan.verb !== 'GET') {
      // What was left behind may outlive the pause that the event was given: another step's failure may have decided on that one.
      await untilStill(plan.key);
      this.#refuseWhileStopping(plan.key);
    }
    await journal.begin({
      key: plan.key,
      verb: plan.verb,
      module: plan.module,
      crmId: plan.crmId ?? null,
      request: plan.request ?? null,
    });
    const step: CurrentStep = { key: plan.key, begunAt: this.#options.now(), span };
    const result = await this.#current.run(step, () => this.#attempt(plan, call, attempt));
    const warnings = result.warnings ?? [];
    await journal.finish(plan, {
      crmId: result.crmId ?? plan.crmId ?? null,
      response: result.response ?? null,
      output: result.output,
      warnings: warnings.map(({ text }) => text),
      links: links.rows(result.links ?? []),
    });
    if (warnings.length > 0) events.emit('warned', { type: event.type, warnings });
    return result.output;
  }

  #refuseWhileStopping(key: string): void {
    if (this.#options.stopping()) throw new Stopping(key);
  }

  async #attempt(plan: StepPlan, call: StepCall<Json>, attempt: StepAttempt): Promise<StepResult<Json>> {
    try {
      return await call(attempt);
    } catch (error) {
      const failure = new StepFailed(plan.key, error);
      // A failed look tells nothing new of the call before it: that one stays unknown.
      await this.#options.journal.fail(plan.key, {
        outcome: failure.outcome === 'none' && attempt.lookFirst ? 'unknown' : failure.outcome,
        response: { error: failure.code, message: failure.message },
      });
      throw failure;
    }
  }
}

function failureOf(error: unknown): StepEnded['failure'] {
  if (error instanceof TillbridgeError) return { code: error.code, errorClass: error.errorClass };
  return { code: 'unexpected', errorClass: 'transient' };
}

/** The process is to end, or its CRM is paused: the event goes back into line before its next step. */
export class Stopping extends TillbridgeError {
  readonly code = 'stopping';
  readonly errorClass = 'transient';

  constructor(step: string) {
    super(`The service is stopping, or the CRM is paused; step ${step} is left to the next worker`);
  }
}
