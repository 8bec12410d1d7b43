import type { Logger } from 'pino';
import { CrmError } from '../crm/errors.ts';
import type { CrmStatus, ServiceEvents } from '../domain/service-events.ts';
import { databaseWasAway } from './database-was-away.ts';

/** What a breaker stands on. Durations in milliseconds. */
export interface CircuitBreakerOptions {
  /** The CRM, for the log. */
  readonly crm: string;
  /** A harmless call: resolves when the CRM answers as it should, rejects with what is wrong. */
  readonly probe: (signal: AbortSignal) => Promise<unknown>;
  /** The first probe, at the start: what the first event would have to do anyway, such as the login. */
  readonly firstProbe: (signal: AbortSignal) => Promise<unknown>;
  readonly probeTimeoutMs: number;
  /** The first pause between probes of an open breaker; it doubles up to the maximum. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** Events in work at once when all is well. */
  readonly concurrency: number;
  /** 0 <= n < 1. */
  readonly random: () => number;
  readonly log: Logger;
  /** Told when events may be claimed again. */
  readonly events: ServiceEvents;
}

/**
 * Keeps events from a CRM that is away. A failed call alone proves nothing, since one order may be what the CRM stumbles over:
 * only when a probe fails as well is the breaker opened. Then no event is claimed and no attempt is spent; probes go on with
 * growing pauses, and the first that succeeds lets events through again, one at first and twice as many after each success.
 * A person's pause keeps them away as well, whatever the probes say.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  readonly #ended = new AbortController();
  #open = false;
  #paused = false;
  /** It has answered, or failed to, at least once. */
  #known = false;
  /** How many events may be in work; grows back to the full width after an outage. */
  #width: number;
  #failedProbes = 0;
  #probing: Promise<boolean> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
    this.#width = options.concurrency;
  }

  get status(): CrmStatus {
    return this.#paused ? 'paused' : this.state;
  }

  /** What the probes say, be it paused or not. */
  get state(): Exclude<CrmStatus, 'paused'> {
    return this.#open ? 'down' : 'up';
  }

  /** Whether a person lets its events wait. */
  get paused(): boolean {
    return this.#paused;
  }

  /** Lets events wait, or go on, as a person wishes; what is known of the CRM stays. */
  set paused(wish: boolean) {
    if (wish === this.#paused) return;
    this.#paused = wish;
    const { crm, log, events } = this.#options;
    log.warn({ crm }, wish ? 'the CRM is paused: its events wait' : 'the CRM is not paused any more: its events go on');
    // Who passed over an outage during the pause hears of it now.
    if (!wish) events.emit(this.#open ? 'crmAway' : 'crmUsable', { crm });
  }

  /** Asks the CRM once at the start, so that its state is known before the first event. */
  start(): void {
    void this.#probe(this.#options.firstProbe);
  }

  /** How many more events may be claimed while so many are in work. */
  allowance(active: number): number {
    return this.#open || this.#paused ? 0 : Math.max(0, this.#width - active);
  }

  /** An event's calls succeeded: after an outage, twice as many may follow. */
  succeeded(): void {
    if (!this.#open) this.#width = Math.min(this.#options.concurrency, this.#width * 2);
  }

  /** A call failed in a way that may be the whole CRM's: whether the CRM is away. Those who ask at once share one probe. */
  async isAway(): Promise<boolean> {
    return this.#open || !(await this.#probe());
  }

  /** Ends the probes. */
  stop(): void {
    this.#ended.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #probe(probe = this.#options.probe): Promise<boolean> {
    this.#probing ??= this.#ask(probe).finally(() => {
      this.#probing = null;
    });
    return this.#probing;
  }

  async #ask(probe: CircuitBreakerOptions['probe']): Promise<boolean> {
    try {
      await probe(AbortSignal.any([this.#ended.signal, AbortSignal.timeout(this.#options.probeTimeoutMs)]));
    } catch (error) {
      if (this.#ended.signal.aborted) return true;
      // A probe that could not be made for want of the database tells nothing new of the CRM.
      if (isOutage(error) && (this.#open || !databaseWasAway(error))) {
        this.#failed(error);
        return false;
      }
    }
    this.#answered();
    return true;
  }

  #failed(error: unknown): void {
    const { crm, log } = this.#options;
    const pauseMs = this.#pause(error);
    if (!this.#open) log.error({ crm, pauseMs, err: error }, 'breaker opened: the CRM is away, its events wait');
    else log.warn({ crm, pauseMs, err: error }, 'the CRM is still away');
    if (!this.#open) this.#options.events.emit('crmAway', { crm });
    this.#open = true;
    this.#known = true;
    this.#width = 1;
    this.#failedProbes += 1;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#probe(), pauseMs);
    this.#timer.unref();
  }

  #pause(error: unknown): number {
    const { baseMs, maxMs, random } = this.#options;
    const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(this.#failedProbes, 30));
    const asked = error instanceof CrmError ? (error.retryAfterMs ?? 0) : 0;
    return Math.ceil(Math.max(ceiling * (0.5 + random() / 2), Math.min(asked, maxMs)));
  }

  #answered(): void {
    const { crm, log, events } = this.#options;
    this.#failedProbes = 0;
    const first = !this.#known;
    this.#known = true;
    if (first || this.#open) events.emit('crmAnswers', { crm });
    if (!this.#open) return;
    this.#open = false;
    log.info({ crm }, 'breaker closed: the CRM answers again');
    events.emit('crmUsable', { crm });
  }
}

// A CRM that refuses the probe for good has answered it.
function isOutage(error: unknown): boolean {
  return !(error instanceof CrmError) || error.errorClass === 'transient' || error.errorClass === 'auth';
}
