import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type LockLost, LockSessionEnded } from '../errors.ts';
import { Line } from './line.ts';
import type { LockOptions } from './lock-options.ts';
import { LockSession } from './session.ts';
import { lockKey } from './statements.ts';
import { Waiter } from './waiter.ts';

export type { LockOptions };

/** What the locks of a process tell, beside their holders. */
export interface LocksOptions {
  readonly log: Logger;
  /** A lock was lost under somebody's work. */
  readonly onLost?: ((error: LockLost) => void) | undefined;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * The locks of a process on the database at `url`, which exclude each other over all processes. They are PostgreSQL's advisory
 * locks, of one session, which is opened when first needed: PostgreSQL frees them when this process dies.
 *
 * The session is a connection of its own. Advisory locks, LISTEN and `idle_session_timeout` belong to it, which is why a pooler that lends
 * connections by the transaction is refused at the start.
 */
export class Locks {
  readonly #url: string;
  readonly #options: LocksOptions;
  /** By their keys, as another session names them when it gives a lock back. */
  readonly #lines = new Map<string, Line>();
  readonly #closing = new AbortController();
  #session: Promise<LockSession> | null = null;
  #open: LockSession | null = null;
  /** What is in the way of a session. */
  #away: unknown = null;
  #failures = 0;
  #notBefore = 0;

  constructor(url: string, options: LocksOptions) {
    this.#url = url;
    this.#options = options;
  }

  /**
   * Runs `fn` while nobody else on this database runs anything under `name`. Callers of one process have their turn in order, and
   * processes that want one lock take turns.
   *
   * If the lock is lost while `fn` runs (the session broke, `holdMs` is over, this process slept), another holder may start before
   * `fn` ends. What `fn` did is done, so its result or its error still counts; the loss goes to the log and to `onLost`.
   *
   * The lock is given back after this resolves, in the background.
   *
   * @param name stands in errors and logs: no personal data
   * @throws LockNotAvailable the lock, or the database to ask for it, was not to be had in time; `fn` was not called
   * @throws the signal's reason, if it aborts before the lock is held; `fn` was not called
   */
  async hold<T>(name: string, options: LockOptions, fn: () => Promise<T>): Promise<T> {
    options.signal?.throwIfAborted();
    const line = this.#line(name);
    const waiter = new Waiter(name, options, () => this.#away ?? line.inTheWay);
    line.join(waiter);
    if (this.#closing.signal.aborted) waiter.refuse(this.#closing.signal.reason);
    await waiter.granted;
    try {
      return await fn();
    } finally {
      line.done(waiter);
    }
  }

  /** The server takes no writes any more, so another one may have its place by now: who works under a lock loses it. */
  leaveServer(reason: Error): void {
    this.#open?.giveUp(reason);
  }

  /** Refuses those who wait, gives back what nobody works under any more, and ends the session: who still works loses its lock. */
  async close(): Promise<void> {
    const reason = new LockSessionEnded('the locks were closed');
    this.#closing.abort(reason);
    await Promise.all([...this.#lines.values()].map((line) => line.close(reason)));
    await this.#open?.close();
  }

  #line(name: string): Line {
    const key = lockKey(name);
    const id = String(key.held);
    const known = this.#lines.get(id);
    if (known !== undefined) return known;
    const line = new Line(key, {
      session: () => {
        this.#session ??= this.#openInTime();
        return this.#session;
      },
      onLost: ({ options }, error) => {
        this.#options.log.warn({ err: error, lock: name }, 'lock lost');
        this.#options.onLost?.(error);
        options.onLost?.(error);
      },
      onEmpty: () => this.#lines.delete(id),
    });
    this.#lines.set(id, line);
    return line;
  }

  /** Tries until there is a session or nobody who waits for one. */
  async #openInTime(): Promise<LockSession> {
    const { signal } = this.#closing;
    try {
      while ([...this.#lines.values()].some((line) => line.waiting)) {
        const ms = this.#notBefore - performance.now();
        if (ms > 0) await pause(ms, undefined, { signal }).catch(() => {});
        signal.throwIfAborted();
        try {
          return await this.#openOnce();
        } catch (error) {
          this.#failed(error);
        }
      }
      throw new LockSessionEnded('nobody waits for a lock any more');
    } catch (error) {
      this.#session = null;
      throw error;
    }
  }

  async #openOnce(): Promise<LockSession> {
    const session = await LockSession.open({
      url: this.#url,
      aliveMs: () => Math.min(...[...this.#lines.values()].map((line) => line.aliveMs)),
      onFreed: (key) => this.#lines.get(key)?.freed(),
      onAnswer: () => {
        this.#failures = 0;
      },
      onEnd: (ended) => {
        this.#session = null;
        this.#open = null;
        if (!this.#closing.signal.aborted) this.#failed(ended.cause);
        for (const line of this.#lines.values()) line.sessionEnded(ended);
      },
    });
    if (this.#closing.signal.aborted) await session.close();
    this.#closing.signal.throwIfAborted();
    this.#away = null;
    this.#open = session;
    return session;
  }

  #failed(error: unknown): void {
    if (error === this.#closing.signal.reason) return;
    const ms = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    this.#away = error;
    this.#failures += 1;
    this.#notBefore = performance.now() + ms;
    this.#options.log.warn({ err: error, retryMs: ms }, 'the session of the locks broke');
  }
}
