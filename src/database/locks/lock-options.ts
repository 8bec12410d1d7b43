import type { LockLost } from '../errors.ts';

/** How a lock is waited for and held. Durations in milliseconds. */
export interface LockOptions {
  /** Ends the waiting for the lock, not the work under it. */
  readonly signal?: AbortSignal | undefined;
  /** An outage of the database counts like any other waiting. */
  readonly waitMs: number;
  /** How long the work may take: after that the lock is given up under it, so that a holder that hangs does not stop all others. */
  readonly holdMs: number;
  /**
   * How long this process may give no sign of life before PostgreSQL ends its session: a process that sleeps loses all its locks
   * by the smallest of these. 15 s unless given.
   */
  readonly aliveMs?: number | undefined;
  /** Told once, when nobody is before this call any more but who holds the lock: what it needs is prepared best meanwhile. */
  readonly onNext?: (() => void) | undefined;
  /** Told as soon as it is known that the lock was lost under the work; the log is told in any case. */
  readonly onLost?: ((error: LockLost) => void) | undefined;
}
