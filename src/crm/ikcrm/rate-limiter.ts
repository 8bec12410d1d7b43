import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../database/client.ts';
import { freeSlotIn, makeSlots, nextFree, type RateSlotsKey, type TakenSlot, takeSlot } from './rate-slots.ts';

/** How many calls in how many milliseconds; and how long after its turn has come a call may still leave. */
export interface RateLimit {
  readonly calls: number;
  readonly windowMs: number;
  readonly toleranceMs: number;
}

/**
 * 10 calls in 10 s [public knowledge]. Five seconds are enough for a new connection and a pause of this process, and cost no
 * call: a slot is kept for them only until the answer is there.
 */
export const IKCRM_RATE_LIMIT: RateLimit = { calls: 10, windowMs: 10_000, toleranceMs: 5_000 };

/** The right to send one call, now. */
export interface Turn {
  /** False once it is over: then nothing may be sent any more. To be asked when the first byte is about to leave. */
  inTime(): boolean;
  /** The answer is there. */
  answered(): Promise<void>;
  /** Nothing was sent: another call may have the turn. */
  notSent(): Promise<void>;
}

/** Gives turns to all replicas together, first come first served in a process, and one process after the other. */
export interface RateLimiter {
  /** Waits for a turn. When `signal` aborts first, it rejects with what `aborted` makes. */
  take(signal: AbortSignal, aborted: () => Error): Promise<Turn>;
}

/** Slots are timed to the millisecond, and the CRM's clock may run a little slower than the database's. */
const SPARE_MS = 20;
/** Longer than any queue of calls that could still be of use. */
const MAX_QUEUE_MS = 600_000;
const STATEMENTS_MS = 30_000;

/**
 * A limiter for the calls of one enterprise over everything that uses `database`. There are as many slots as calls in a window.
 *
 * A call keeps its slot from before it leaves until one window after its answer is there. It arrives at the CRM somewhere
 * between, so two calls with one slot arrive more than a window apart, however long each is on the way: the limit holds where
 * it is counted. A call without an answer keeps its slot as long as it could be on the way, `toleranceMs` and `timeoutMs`,
 * and a window more; so does one whose process has died. `now` is monotonic, in milliseconds.
 */
export function createRateLimiter(
  database: Database,
  key: RateSlotsKey,
  limit: RateLimit,
  timeoutMs: number,
  now: () => number,
): RateLimiter {
  const { calls, windowMs, toleranceMs } = limit;
  const holdMs = toleranceMs + timeoutMs + windowMs + SPARE_MS;
  // Whoever holds the lock is next. A lock that is lost costs the order, not the limit.
  const queue = { waitMs: MAX_QUEUE_MS, holdMs: holdMs + STATEMENTS_MS };

  async function takeNext(signal: AbortSignal): Promise<Turn> {
    for (;;) {
      signal.throwIfAborted();
      const asked = now();
      const taken = await takeSlot(database, key, calls, holdMs);
      if (taken !== null) return turn(taken, asked + toleranceMs);
      const waitMs = await nextFree(database, key, calls);
      if (waitMs === null) await makeSlots(database, key, calls);
      // A slot in use may be free sooner than it says, but no sooner than a window from now: that is when to look again.
      else await pause(Math.ceil(Math.min(waitMs, windowMs)), undefined, { signal });
    }
  }

  function turn(taken: TakenSlot, end: number): Turn {
    const freeIn = async (ms: number) => {
      try {
        await freeSlotIn(database, key, taken, ms);
      } catch {
        // The slot runs out by itself; a call that has its answer must not fail for it.
      }
    };
    return {
      inTime: () => now() <= end,
      answered: () => freeIn(windowMs + SPARE_MS),
      notSent: () => freeIn(0),
    };
  }

  return {
    async take(signal, aborted) {
      try {
        // The enterprise is no part of the lock's name, which stands in errors.
        const options = { ...queue, signal };
        return await database.locks.hold(`${key.crm} turn`, options, () => takeNext(signal));
      } catch (error) {
        throw signal.aborted ? aborted() : error;
      }
    },
  };
}
