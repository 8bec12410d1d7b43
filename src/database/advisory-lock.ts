import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { codeOf, isConnectionLoss, LockLost, LockNotAvailable, reasonOf } from './errors.ts';
import { enterQueue } from './local-queue.ts';

/** Durations in milliseconds. */
export interface AdvisoryLockOptions {
  /** Ends the waiting for the lock, not the work under it. */
  readonly signal?: AbortSignal | undefined;
  readonly waitMs: number;
  /** How long the work may take: after that PostgreSQL ends the session, so that a holder that hangs does not stop all others. */
  readonly holdMs: number;
  /** How long the holder may give no sign of life before PostgreSQL ends the session: a process that sleeps loses its locks. */
  readonly aliveMs?: number | undefined;
  /** Told when the lock was lost under the work; by default a process warning. */
  readonly onLost?: ((error: LockLost) => void) | undefined;
}

/** Frees the lock. @returns why it was not held to the end, or null. */
type Release = () => Promise<LockLost | null>;

/** lock_not_available: PostgreSQL's answer when `lock_timeout` is over. */
const LOCK_TIMEOUT = '55P03';
/** How long a server may be silent after it should have answered. */
const SILENCE_MS = 5_000;

/**
 * Runs `fn` while nobody else on this database runs anything under `name`. The lock belongs to a transaction that does nothing
 * else; PostgreSQL frees it when this process dies.
 *
 * If the session ends while `fn` runs (the connection broke, `holdMs` is over), the lock is lost, and another holder may start
 * before `fn` ends. What `fn` did is done, so its result or its error still counts; the loss goes to `onLost`.
 *
 * Callers of one process first wait for each other, in order, so that each name takes one connection and not one a caller.
 *
 * @param name stands in errors and warnings: no personal data
 * @throws LockNotAvailable the lock, or a connection to ask for it, was not to be had in time; `fn` was not called
 * @throws the signal's reason, if it aborts before the lock is held; `fn` was not called
 */
export async function withAdvisoryLock<T>(
  pool: Pool,
  name: string,
  options: AdvisoryLockOptions,
  fn: () => Promise<T>,
): Promise<T> {
  const { waitMs, holdMs, signal, onLost = warn } = options;
  const aliveMs = Math.min(holdMs, options.aliveMs ?? holdMs);
  const started = performance.now();
  const timeout = AbortSignal.timeout(waitMs);
  const waiting = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);

  const leaveQueue = await enterQueue(pool, name, waiting).catch((error: unknown) => {
    throw signal?.aborted === true ? error : notAvailable(name, waitMs, error);
  });
  try {
    const left = Math.max(1, Math.ceil(waitMs - (performance.now() - started)));
    const release = await acquire(pool, name, left, { holdMs, aliveMs }, signal).catch((error: unknown) => {
      if (signal?.aborted === true) throw signal.reason;
      throw codeOf(error) === LOCK_TIMEOUT || isConnectionLoss(error) ? notAvailable(name, waitMs, error) : error;
    });
    try {
      return await fn();
    } finally {
      const lost = await release();
      if (lost !== null) onLost(lost);
    }
  } finally {
    leaveQueue();
  }
}

async function acquire(
  pool: Pool,
  name: string,
  waitMs: number,
  { holdMs, aliveMs }: { readonly holdMs: number; readonly aliveMs: number },
  signal: AbortSignal | undefined,
): Promise<Release> {
  const client = await pool.connect();
  let broken: unknown = null;
  const onError = (error: unknown) => {
    broken ??= error;
  };
  client.on('error', onError);
  const giveBack = (keep: boolean) => {
    client.off('error', onError);
    client.release(!keep);
  };

  const silence = AbortSignal.timeout(waitMs + SILENCE_MS);
  try {
    await query(client, lockStatement(name, waitMs, aliveMs), signal ? AbortSignal.any([signal, silence]) : silence);
  } catch (error) {
    giveBack(false);
    throw error;
  }

  const heldSince = performance.now();
  const pulse = setInterval(() => {
    if (performance.now() - heldSince < holdMs - aliveMs) client.query('SELECT 1').catch(onError);
  }, aliveMs / 3);

  return async () => {
    clearInterval(pulse);
    try {
      if (broken === null) await query(client, 'COMMIT', AbortSignal.timeout(SILENCE_MS));
    } catch (error) {
      broken = error;
    }
    giveBack(broken === null);
    if (broken === null) return null;
    return new LockLost(`The lock "${name}" was lost while it was held: ${reasonOf(broken)}`, { cause: broken });
  };
}

/** The key is PostgreSQL's bigint, of the first eight bytes of the name's SHA-256. */
function lockStatement(name: string, waitMs: number, aliveMs: number): string {
  const key = createHash('sha256').update(name).digest().readBigInt64BE();
  return `
    BEGIN;
    SET LOCAL statement_timeout = 0;
    SET LOCAL lock_timeout = ${waitMs};
    SET LOCAL idle_in_transaction_session_timeout = ${aliveMs};
    SELECT pg_advisory_xact_lock(${key})`;
}

/** The connection is cut when the signal aborts; the server goes on by itself until its lock_timeout. */
async function query(client: PoolClient, text: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  // Destroys the socket under a running statement, which fails with it.
  const cut = () => void client.end();
  signal.addEventListener('abort', cut);
  try {
    await client.query(text);
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

function notAvailable(name: string, waitMs: number, cause: unknown): LockNotAvailable {
  return new LockNotAvailable(`The lock "${name}" was not to be had in ${waitMs} ms: ${reasonOf(cause)}`, { cause });
}

function warn(error: LockLost): void {
  process.emitWarning(error);
}
