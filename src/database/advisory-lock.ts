import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { codeOf, isConnectionLoss, LockLost, LockNotAvailable, reasonOf } from './errors.ts';
import { enterQueue } from './local-queue.ts';

export interface AdvisoryLockOptions {
  /** Ends the waiting, not the work: `fn` is not told. */
  readonly signal?: AbortSignal;
  /** How long to wait for the lock. */
  readonly waitMs: number;
  /** How long `fn` may take: after that PostgreSQL ends the session, so that a holder that hangs does not stop all others. */
  readonly holdMs: number;
  /** Told when the lock was lost under `fn`; by default a process warning. */
  readonly onLost?: (error: LockLost) => void;
}

/**
 * Runs `fn` while no other process on this database runs one under the same `name`. The lock belongs to a transaction that does
 * nothing else: PostgreSQL frees it when the process dies.
 *
 * If the session ends while `fn` runs (the connection broke, `holdMs` is over), the lock is lost and another holder may have
 * started before `fn` ended. What `fn` did is done, so its result or error still counts; the loss goes to `onLost`.
 *
 * Callers of one process wait for each other here first, in order, so that they take one connection per name and not one each.
 *
 * @throws LockNotAvailable the lock was not free in `waitMs`, or no connection was; `fn` was not called
 * @throws the signal's reason, if it aborts before the lock is held; `fn` was not called
 */
export async function withAdvisoryLock<T>(
  pool: Pool,
  name: string,
  options: AdvisoryLockOptions,
  fn: () => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(options.waitMs);
  const giveUp = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
  const started = performance.now();
  try {
    const leaveQueue = await enterQueue(pool, name, giveUp);
    try {
      const left = Math.max(1, Math.ceil(options.waitMs - (performance.now() - started)));
      const session = await acquire(pool, name, left, options.holdMs, giveUp);
    } finally {
      leaveQueue();
    }
  } catch {}
}
