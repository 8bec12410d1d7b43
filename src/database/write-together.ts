import { DatabaseAway } from './errors.ts';

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** So many are written in one statement. */
const MOST = 100;

/**
 * Writes what comes while a write is under way together in the next one: many that wait at once cost one statement and one commit. One
 * that comes alone is written at once.
 */
export class WriteTogether<Item, Result> {
  readonly #write: (items: readonly Item[]) => Promise<readonly Result[]>;
  #waiting: Waiting<Item, Result>[] = [];
  #writing = false;

  /** `write`: in one statement, which fails for all of them or for none; gives a result for each, in their order. */
  constructor(write: (items: readonly Item[]) => Promise<readonly Result[]>) {
    this.#write = write;
  }

  /** Resolves with what came of this one, once it is committed. Rejects with what its own write failed by. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#writing) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#writing = true;
    // Whoever comes in the same breath comes along.
    await null;
    while (this.#waiting.length > 0) await this.#writeSome(this.#waiting.splice(0, MOST));
    this.#writing = false;
  }

  async #writeSome(some: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#write(some.map(({ item }) => item));
      if (results.length !== some.length) throw new TypeError('A write gives a result for each that it wrote');
      for (const [index, { resolve }] of some.entries()) resolve(results[index] as Result);
    } catch (error) {
      // One of them may be what the database refuses: the others are not to fail by it.
      if (some.length > 1 && !(error instanceof DatabaseAway)) for (const one of some) await this.#writeSome([one]);
      else for (const { reject } of some) reject(error);
    }
  }
}
