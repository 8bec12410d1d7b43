import type { Logger } from 'pino';
import type { Database } from '../database/client.ts';
import { claim } from '../inbox/claim.ts';
import type { ClaimedEvent } from '../inbox/claimed-event.ts';
import { takeOverExpired } from '../inbox/take-over.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { type ProcessOptions, processEvent } from './process-event.ts';

/** How a process works through the inbox. Durations in milliseconds. */
export interface DispatcherOptions extends Omit<ProcessOptions, 'stopping'> {
  /** Names this process in its leases. */
  readonly owner: string;
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly crms: readonly string[];
  /** A monotonic clock. */
  readonly now: () => number;
}

/**
 * Claims due events and runs up to `concurrency` of them at once. It is woken when a webhook was committed or an event settled,
 * and looks by itself every `pollMs` for what other replicas left.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #database: Database;
  readonly #log: Logger;
  readonly #leases: LeaseKeeper;
  readonly #active = new Set<Promise<void>>();
  #stopping = false;
  #loop: Promise<void> | null = null;
  #awake = false;
  #rouse: (() => void) | null = null;
  #takeOverDue = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#database = options.database;
    this.#log = options.log;
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
    await Promise.all(this.#active);
    clearTimeout(timer);
    this.#leases.stop();
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#awake = false;
      const claimed = await this.#claimSome();
      if (claimed === 0 || this.#active.size >= this.#options.concurrency) await this.#rest();
    }
  }

  async #claimSome(): Promise<number> {
    const limit = this.#options.concurrency - this.#active.size;
    if (limit <= 0) return 0;
    const claimedAt = this.#options.now();
    try {
      await this.#takeOver(claimedAt);
      const events = await claim(this.#database, { ...this.#options, limit });
      for (const event of events) this.#begin(event, claimedAt);
      return events.length;
    } catch (error) {
      // The database is away, or two replicas met at one key: the next look tells.
      this.#log.warn({ err: error }, 'no events could be claimed');
      return 0;
    }
  }

  async #takeOver(now: number): Promise<void> {
    if (now < this.#takeOverDue) return;
    this.#takeOverDue = now + this.#options.leaseMs / 2;
    for (const { id, takeovers } of await takeOverExpired(this.#database)) {
      this.#log.warn({ event: id, takeovers }, 'event taken over: its lease ran out');
    }
  }

  #begin(event: ClaimedEvent, claimedAt: number): void {
    const lease = this.#leases.hold(event, claimedAt);
    const options = { ...this.#options, stopping: () => this.#stopping };
    const work = processEvent(event, lease, options)
      .then((nextLook) => this.#wakeAfter(nextLook))
      .catch((error: unknown) => {
        // Its lease runs out by itself, and then it is taken over.
        this.#log.error({ event: event.id, err: error }, 'event could not be settled');
      })
      .finally(() => {
        this.#leases.letGo(lease);
        this.#active.delete(work);
        this.wake();
      });
    this.#active.add(work);
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
