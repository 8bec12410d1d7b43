import type { Logger } from 'pino';
import type { Database } from '../database/client.ts';
import { heartbeat } from '../inbox/heartbeat.ts';
import { LeaseLost } from '../inbox/lease-fence.ts';
import type { Held } from '../inbox/settle.ts';

/** A hold on one event, as long as the heartbeat goes on. */
export interface Lease extends Held {
  /** Aborted when the event was taken over, or when the worker has no time left at shutdown. */
  readonly signal: AbortSignal;
  /** Throws `LeaseLost` when the event is no longer ours, or may not be. Cheap: asked before every byte to a CRM. */
  assertHeld(): void;
}

interface Holding {
  readonly held: Held;
  readonly controller: AbortController;
  validUntil: number;
}

/** What the keeper needs. `now` is a monotonic clock in milliseconds: it goes on while the process is stopped. */
export interface LeaseKeeperOptions {
  readonly leaseMs: number;
  readonly now: () => number;
  readonly log: Logger;
}

/** Keeps the leases of this process alive by one heartbeat for all of them, and stops the calls at once when one has passed on. */
export class LeaseKeeper {
  readonly #database: Database;
  readonly #options: LeaseKeeperOptions;
  readonly #holdings = new Map<string, Holding>();
  #timer: NodeJS.Timeout | null = null;

  constructor(database: Database, options: LeaseKeeperOptions) {
    this.#database = database;
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#beat(), this.#options.leaseMs / 3);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Takes a claimed event into keeping. `claimedAt`: the monotonic time before the claim was sent. */
  hold(held: Held, claimedAt: number): Lease {
    const holding: Holding = {
      held,
      controller: new AbortController(),
      validUntil: claimedAt + this.#options.leaseMs,
    };
    this.#holdings.set(held.leaseToken, holding);
    return {
      id: held.id,
      leaseToken: held.leaseToken,
      signal: holding.controller.signal,
      assertHeld: () => {
        if (holding.controller.signal.aborted || this.#options.now() >= holding.validUntil)
          throw new LeaseLost(held.id);
      },
    };
  }

  letGo(lease: Lease): void {
    this.#holdings.delete(lease.leaseToken);
  }

  /** Stops the calls of every event still held. */
  abortAll(): void {
    for (const { controller } of this.#holdings.values()) controller.abort();
  }

  async #beat(): Promise<void> {
    const beating = [...this.#holdings.values()];
    if (beating.length === 0) return;
    const sentAt = this.#options.now();
    try {
      const tokens = beating.map(({ held }) => held.leaseToken);
      const alive = new Set(await heartbeat(this.#database, { tokens, leaseMs: this.#options.leaseMs }));
      for (const holding of beating) {
        if (alive.has(holding.held.leaseToken)) holding.validUntil = sentAt + this.#options.leaseMs;
        // It may have been ended at this moment, by us: whether it was lost, the run tells.
        else if (this.#holdings.has(holding.held.leaseToken)) holding.controller.abort(new LeaseLost(holding.held.id));
      }
    } catch (error) {
      // The leases run on until they end; assertHeld sees to it that nothing is sent after that.
      this.#options.log.warn({ err: error }, 'the heartbeat of the leases failed');
    }
  }
}
