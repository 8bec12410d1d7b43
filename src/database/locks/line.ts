import { LockLost, LockSessionEnded, reasonOf } from '../errors.ts';
import type { LockSession } from './session.ts';
import {
  BUSY,
  countOthers,
  giveBack,
  handOn,
  KEPT,
  type LockKey,
  leave,
  PASSED,
  take,
  takeAgain,
} from './statements.ts';
import type { Waiter } from './waiter.ts';

/** What a line needs of the process's locks. */
export interface LineSurroundings {
  /** The session to ask in; opens one. Rejects with LockSessionEnded when nobody waits for it any more. */
  readonly session: () => Promise<LockSession>;
  readonly onLost: (waiter: Waiter, error: LockLost) => void;
  /** Nobody is in the line any more. */
  readonly onEmpty: () => void;
}

/** How often a lock that another session has is tried again: a session that dies wakes nobody. All lines look at one time. */
const POLL_MS = 200;
/** How long a session that was asked to take over a lock has to do so before others compete with it. */
const YIELD_MS = 50;
/** So long a process has a lock for its own, before it asks whether another one waits: to ask takes time in which nobody works under it. */
const OWN_TURN_MS = 100;

/**
 * Those in this process who want one lock, in order. The line asks the server for the lock, and has it for one after another as
 * long as no other process wants it; else the processes take turns.
 */
export class Line {
  readonly #key: LockKey;
  readonly #surroundings: LineSurroundings;
  readonly #waiters: Waiter[] = [];
  #holder: Waiter | null = null;
  #letGo: ((how: 'done' | 'overdue' | LockSessionEnded) => void) | null = null;
  #wake: (() => void) | null = null;
  #freed = false;
  /** How many others go first, each of which will say that it is done. */
  #othersFirst = 0;
  #serving: Promise<void> | null = null;
  #inSession = false;

  constructor(key: LockKey, surroundings: LineSurroundings) {
    this.#key = key;
    this.#surroundings = surroundings;
  }

  /** The smallest of those in the line, in milliseconds. */
  get aliveMs(): number {
    return Math.min(...[this.#holder, ...this.#waiters].map((waiter) => waiter?.aliveMs ?? Number.POSITIVE_INFINITY));
  }

  get waiting(): boolean {
    return this.#waiters.length > 0;
  }

  /** What those who wait wait for. */
  get inTheWay(): string {
    return this.#holder === null ? 'another process holds it' : 'another call of this process holds it';
  }

  join(waiter: Waiter): void {
    this.#waiters.push(waiter);
    waiter.watch(() => {
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
      if (!this.waiting) this.#wake?.();
    });
    this.#serving ??= this.#serve();
  }

  /** The work of the one whose turn it is is over. */
  done(waiter: Waiter): void {
    if (this.#holder === waiter) this.#letGo?.('done');
  }

  /** Another session gave the lock back. */
  freed(): void {
    if (this.#othersFirst > 0) this.#othersFirst -= 1;
    else if (this.#wake === null) this.#freed = true;
    else this.#wake();
  }

  /** The session is over, and the lock with it. */
  sessionEnded(error: LockSessionEnded): void {
    this.#letGo?.(error);
    this.#wake?.();
  }

  /** Refuses those who wait. Resolves when a lock that nobody works under any more is given back. */
  async close(cause: unknown): Promise<void> {
    for (const waiter of [...this.#waiters]) waiter.refuse(cause);
    this.#wake?.();
    if (this.#inSession && this.#holder === null) await this.#serving;
  }

  async #serve(): Promise<void> {
    while (this.waiting) {
      try {
        const session = await this.#surroundings.session();
        this.#inSession = true;
        if (this.waiting) await this.#serveIn(session);
      } catch (error) {
        // Those who still wait go on in the next session.
        if (!(error instanceof LockSessionEnded)) throw error;
      } finally {
        this.#inSession = false;
      }
    }
    this.#surroundings.onEmpty();
  }

  async #serveIn(session: LockSession): Promise<void> {
    let outcome = await this.#try(session, take(this.#key));
    for (;;) {
      while (outcome === BUSY) {
        await this.#pause(POLL_MS - (performance.now() % POLL_MS));
        if (!this.waiting) {
          await session.ask(leave(this.#key));
          return;
        }
        outcome = await this.#try(session, takeAgain(this.#key));
      }
      if (!(await this.#holdInTurn(session))) return;
      outcome = await this.#try(session, takeAgain(this.#key));
    }
  }

  /** Has the lock for one after another. @returns whether someone here still waits for it, among other sessions */
  async #holdInTurn(session: LockSession): Promise<boolean> {
    let ownUntil = performance.now() + OWN_TURN_MS;
    for (;;) {
      const holder = this.#waiters.shift() ?? null;
      const told = holder === null || (await this.#hold(session, holder));
      const stay = this.waiting;
      if (stay && performance.now() < ownUntil) continue;
      const outcome = await session.ask(stay ? handOn(this.#key) : giveBack(this.#key)).catch((error: unknown) => {
        // It may have ended before the work did.
        if (!told && holder !== null && error instanceof LockSessionEnded) this.#lost(holder, error.cause);
        throw error;
      });
      if (outcome === KEPT) {
        ownUntil = performance.now() + OWN_TURN_MS;
        continue;
      }
      if (outcome === PASSED) {
        const others = Number(await session.ask(countOthers(this.#key)));
        this.#othersFirst = Math.max(0, others - 1);
        await this.#pause(YIELD_MS);
      }
      return stay;
    }
  }

  /** @returns whether the holder was told that it lost the lock */
  async #hold(session: LockSession, holder: Waiter): Promise<boolean> {
    const { holdMs } = holder.options;
    const end = Promise.withResolvers<'done' | 'overdue' | LockSessionEnded>();
    this.#holder = holder;
    this.#letGo = end.resolve;
    const timer = setTimeout(() => end.resolve('overdue'), holdMs);
    session.keepAlive();
    holder.grant();
    this.#waiters[0]?.next();
    const how = await end.promise;
    clearTimeout(timer);
    this.#letGo = null;
    this.#holder = null;

    if (how === 'done') return false;
    this.#lost(holder, how === 'overdue' ? `the work took longer than ${holdMs} ms` : how.cause);
    if (how !== 'overdue') throw how;
    return true;
  }

  #try(session: LockSession, statement: string): Promise<string> {
    this.#freed = false;
    return session.ask(statement);
  }

  /** Until the lock may be free, nobody waits any more, the session ended, or `ms` are over. */
  async #pause(ms: number): Promise<void> {
    if (this.#freed) return;
    const awake = Promise.withResolvers<void>();
    this.#wake = awake.resolve;
    const timer = setTimeout(awake.resolve, ms);
    await awake.promise;
    clearTimeout(timer);
    this.#wake = null;
  }

  #lost(holder: Waiter, reason: unknown): void {
    const text = `The lock "${holder.name}" was lost while it was held: ${reasonOf(reason)}`;
    this.#surroundings.onLost(holder, new LockLost(text));
  }
}
