import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../database/client.ts';
import { DatabaseAway, LockNotAvailable } from '../database/errors.ts';
import { TillbridgeError } from '../domain/errors.ts';
import { readCatchUps, writeCatchUp } from '../inbox/shop-catch-ups.ts';
import { type CatchUpOptions, type CatchUpPlace, catchUpCustomers, catchUpOrders } from '../shops/catch-up.ts';

/** What the loop stands on beside the walk. */
export interface CatchUpLoopOptions extends CatchUpOptions {
  readonly database: Database;
  /** Between two walks, in milliseconds. */
  readonly everyMs: number;
  readonly now: () => Date;
  readonly log: Logger;
}

/** Clocks differ, and what is being changed is listed late: each walk begins so long before the last one did. */
const OVERLAP_MS = 10 * 60_000;
/** The shop has customers to serve, too. */
const BETWEEN_PAGES_MS = 250;
const LOCK = { waitMs: 10_000, holdMs: 60 * 60_000 };
/** After a walk that failed, or that another replica was at and may not have ended. */
const AGAIN_MS = 30_000;

/**
 * Asks a shop again and again for what was changed, since its platform does not repeat a webhook that failed, and drops some: what
 * was taken already changes nothing. One replica at a time; a walk that fails is made again from where the last one had come.
 */
export class CatchUpLoop {
  readonly #options: CatchUpLoopOptions;
  readonly #ended = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(options: CatchUpLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { everyMs, shop, log } = this.#options;
    const { signal } = this.#ended;
    while (!signal.aborted) {
      let waitMs = everyMs;
      try {
        await this.#walkAlone();
      } catch (error) {
        if (signal.aborted) return;
        waitMs = Math.min(everyMs, AGAIN_MS);
        // Another replica is at it.
        if (!(error instanceof LockNotAvailable) || error.cause instanceof DatabaseAway)
          log.warn({ err: error, shop: shop.name }, 'the shop could not be asked for what was changed');
        if (!(error instanceof TillbridgeError)) log.error({ err: error }, 'a catch-up failed unexpectedly');
      }
      await pause(waitMs, undefined, { signal }).catch(() => {});
    }
  }

  async #walkAlone(): Promise<void> {
    const { database, shop, everyMs, now } = this.#options;
    await database.locks.hold(`catch-up ${shop.name}`, { ...LOCK, signal: this.#ended.signal }, async () => {
      const last = (await readCatchUps(database)).get(shop.name) ?? null;
      const begun = now();
      if (last?.ranAt != null && begun.getTime() - last.ranAt.getTime() < everyMs / 2) return;
      const from = new Date((last?.upTo ?? begun).getTime() - OVERLAP_MS);
      await this.#walk(from.toISOString());
      await writeCatchUp(database, shop.name, begun, now());
    });
  }

  async #walk(from: string): Promise<void> {
    const { signal } = this.#ended;
    let place: CatchUpPlace | null = { after: from, page: 1 };
    while (place !== null) {
      place = (await catchUpOrders(this.#options, place, signal)).next;
      if (place !== null) await pause(BETWEEN_PAGES_MS, undefined, { signal });
    }
    await catchUpCustomers(this.#options, from, signal);
  }
}
