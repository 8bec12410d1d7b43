import { LRUCache } from 'lru-cache';

/** What a look-up of a rarely changing record found: text by name. */
export type Remembered = Readonly<Record<string, string>>;

/**
 * Remembers for a while what currencies, categories and promotions look like in the CRM, over all events of the process.
 * What was not found is never remembered: the record may be added at any time.
 */
export class Directory {
  readonly #found: LRUCache<string, Remembered>;

  /** `ttlMs`: how long an answer stays good. */
  constructor(ttlMs: number) {
    this.#found = new LRUCache({ max: 10_000, ttl: ttlMs });
  }

  get(kind: string, name: string): Remembered | null {
    return this.#found.get(JSON.stringify([kind, name])) ?? null;
  }

  /** What was found is not there any more. */
  forget(kind: string, name: string): void {
    this.#found.delete(JSON.stringify([kind, name]));
  }

  remember(kind: string, name: string, found: Remembered): void {
    this.#found.set(JSON.stringify([kind, name]), found);
  }
}
