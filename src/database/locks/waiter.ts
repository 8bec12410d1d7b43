import { LockNotAvailable, reasonOf } from '../errors.ts';
import type { LockOptions } from './lock-options.ts';

const ALIVE_MS = 15_000;

/** One call that wants a lock, then has it, then is done with it. */
export class Waiter {
  readonly name: string;
  readonly options: LockOptions;
  /** Resolves when it is this call's turn; rejects with LockNotAvailable or the signal's reason. */
  readonly granted: Promise<void>;
  readonly #grant: () => void;
  readonly #refuse: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #isNext = false;
  readonly #onAbort = () => this.giveUp(this.options.signal?.reason);
  #onGone: () => void = () => {};

  /** @param whyNot what is in the way, asked when `waitMs` is over */
  constructor(name: string, options: LockOptions, whyNot: () => unknown) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.name = name;
    this.options = options;
    this.granted = promise;
    this.#grant = resolve;
    this.#refuse = reject;
    this.#timer = setTimeout(() => this.refuse(whyNot()), options.waitMs);
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** In milliseconds. */
  get aliveMs(): number {
    return this.options.aliveMs ?? ALIVE_MS;
  }

  /** @param onGone told when it waits no more without having had its turn */
  watch(onGone: () => void): void {
    this.#onGone = onGone;
  }

  /** Whoever holds the lock is all that is before this one. */
  next(): void {
    if (this.#isNext) return;
    this.#isNext = true;
    this.options.onNext?.();
  }

  grant(): void {
    this.#stopWaiting();
    this.#grant();
  }

  refuse(cause: unknown): void {
    const { waitMs } = this.options;
    this.giveUp(
      new LockNotAvailable(`The lock "${this.name}" was not to be had in ${waitMs} ms: ${reasonOf(cause)}`, { cause }),
    );
  }

  giveUp(error: unknown): void {
    this.#stopWaiting();
    this.#refuse(error);
    this.#onGone();
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer);
    this.options.signal?.removeEventListener('abort', this.#onAbort);
  }
}
