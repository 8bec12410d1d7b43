import { LRUCache } from 'lru-cache';

const WINDOW_MS = 60_000;
const FAILURES = 20;
const CLIENTS = 10_000;

/** Counts wrong tokens by client address: after 20 within a minute the client has to wait. */
export class FailureLimit {
  readonly #failures = new LRUCache<string, number>({ max: CLIENTS, ttl: WINDOW_MS, noUpdateTTL: true });

  /** Seconds to wait; null = not limited. */
  waitSeconds(client: string): number | null {
    if ((this.#failures.get(client) ?? 0) < FAILURES) return null;
    return Math.max(1, Math.ceil(this.#failures.getRemainingTTL(client) / 1000));
  }

  record(client: string): void {
    this.#failures.set(client, (this.#failures.get(client) ?? 0) + 1);
  }
}
