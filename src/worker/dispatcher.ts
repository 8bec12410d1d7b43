import type { Logger } from 'pino';
import type { Database } from '../database/client.ts';
import { claim } from '../inbox/claim.ts';
import type { ClaimedEvent } from '../inbox/claimed-event.ts';
import { takeOverExpired } from '../inbox/take-over.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { eventLog, type OnSettled, reportEnding } from './event-report.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { type ProcessOptions, processEvent } from './process-event.ts';

/** How a process works through the inbox. Durations in milliseconds. */
export interface DispatcherOptions extends Omit<ProcessOptions, 'stopping' | 'breaker'> {
  /** Names this process in its leases. */
  readonly owner: string;
  readonly leaseMs: number;
  readonly pollMs: number;
  /** The CRMs whose events are worked on, and how many at once each of them gets. */
  readonly breakers: ReadonlyMap<string, CircuitBreaker>;
}

/**
 * Claims due events and runs as many of a CRM at once as its breaker allows. It is woken when a webhook was committed or an event settled,
 * and looks by itself every `pollMs` for what other replicas left.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #database: Database;
  readonly #log: Logger;
  readonly #onSettled: OnSettled;
  readonly #leases: LeaseKeeper;
  readonly #active = new Map<string, Set<Promise<void>>>();
  #stopping = false;
  #loop: Promise<void> | null = null;
  #awake = false;
  #rouse: (() => void) | null = null;
  #takeOverDue = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#database = options.database;
    this.#log = options.log;
    this.#onSettled = options.onSettled ?? (() => {});
    this.#leases = new LeaseKeeper(options.database, options);
  }

  start(): void {
    this.#leases.start();
    this.#loop ??= this.#run();
  }

  /** Looks for work now. */
  wake(): void {
    this.#awake = true;
    this.#rouse?.();
  }

  /**
   * Claims nothing more and begins no further step. Calls under way may finish within `graceMs`; what is unfinished then is
   * stopped and given back.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#loop;
    const timer = setTimeout(() => this.#leases.abortAll(), graceMs);
    await Promise.all([...this.#active.values()].flatMap((works) => [...works]));
    clearTimeout(timer);
    this.#leases.stop();
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#awake = false;
      await this.#takeOver();
      let claimed = 0;
      for (const [crm, breaker] of this.#options.breakers) claimed += await this.#claimSome(crm, breaker);
      if (claimed === 0) await this.#rest();
    }
  }

  async #claimSome(crm: string, breaker: CircuitBreaker): Promise<number> {
    const limit = breaker.allowance(this.#active.get(crm)?.size ?? 0);
    if (limit <= 0 || this.#stopping) return 0;
    const claimedAt = this.#options.now();
    try {
      const events = await claim(this.#database, { ...this.#options, crm, limit });
      for (const event of events) this.#begin(event, breaker, claimedAt);
      return events.length;
    } catch (error) {
      // The database is away: the next look tells.
      this.#log.warn({ err: error }, 'no events could be claimed');
      return 0;
    }
  }

  async #takeOver(): Promise<void> {
    const now = this.#options.now();
    if (now < this.#takeOverDue) return;
    try {
      for (const event of await takeOverExpired(this.#database)) {
        const details = { takeovers: event.takeovers };
        reportEnding(
          { outcome: 'taken_over', level: 'warn', message: 'event taken over: its lease ran out', details },
          { log: eventLog(this.#log, event), type: event.type, durationMs: null, onSettled: this.#onSettled },
        );
      }
      this.#takeOverDue = now + this.#options.leaseMs / 2;
    } catch (error) {
      this.#log.warn({ err: error }, 'no expired leases could be looked for');
    }
  }

  #begin(event: ClaimedEvent, breaker: CircuitBreaker, claimedAt: number): void {
    const lease = this.#leases.hold(event, claimedAt);
    const options = { ...this.#options, breaker, stopping: () => this.#stopping };
    const active = this.#activeOf(event.crm);
    const work = processEvent(event, lease, options)
      .then((nextLook) => this.#wakeAfter(nextLook))
      .catch((error: unknown) => {
        // Its lease runs out by itself, and then it is taken over.
        this.#log.error({ event: event.id, err: error }, 'event could not be settled');
      })
      .finally(() => {
        this.#leases.letGo(lease);
        active.delete(work);
        this.wake();
      });
    active.add(work);
  }

  #activeOf(crm: string): Set<Promise<void>> {
    const active = this.#active.get(crm) ?? new Set();
    this.#active.set(crm, active);
    return active;
  }

  #wakeAfter(delayMs: number | null): void {
    if (delayMs === null || delayMs > this.#options.pollMs) return;
    setTimeout(() => this.wake(), delayMs).unref();
  }

  async #rest(): Promise<void> {
    if (this.#awake || this.#stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#options.pollMs);
      this.#rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#rouse = null;
  }
}
