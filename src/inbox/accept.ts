import type { Database } from '../database/client.ts';
import { ServiceEvents } from '../domain/service-events.ts';
import { insertBatch } from './insert-batch.ts';
import { type AcceptResult, IntakeUnavailable, type NewEvent } from './types.ts';

/** A webhook whose sender waits. */
interface Waiting {
  readonly event: NewEvent;
  readonly resolve: (result: AcceptResult) => void;
  readonly reject: (error: Error) => void;
  /** When the sender is told to come back, in monotonic milliseconds. */
  readonly deadline: number;
}

/** How much one commit takes along, and what happens after it. */
export interface GroupCommitOptions {
  readonly maxEvents?: number;
  readonly maxBytes?: number;
  /** How long a sender is kept waiting for a database that does not answer, in milliseconds. */
  readonly patienceMs?: number;
  /** Told of each commit that stored something new. */
  readonly events?: ServiceEvents;
}

/**
 * Group commit: the webhooks that arrive while one commit is under way share the next one, and each is answered after it.
 * One statement for many rows is what lets the inbox take thousands of webhooks a second.
 */
export class GroupCommit {
  readonly #database: Database;
  readonly #maxEvents: number;
  readonly #maxBytes: number;
  readonly #events: ServiceEvents;
  readonly #patienceMs: number;
  /** In order of arrival: those that no commit has taken along yet. */
  #queue: Waiting[] = [];
  /** In order of arrival, whether a commit has taken them along or not: the first is told first to come back. */
  readonly #waiting = new Set<Waiting>();
  #patience: NodeJS.Timeout | null = null;
  #flushing: Promise<void> | null = null;

  constructor(database: Database, options: GroupCommitOptions = {}) {
    this.#database = database;
    this.#maxEvents = options.maxEvents ?? 500;
    this.#maxBytes = options.maxBytes ?? 8 * 1024 * 1024;
    this.#events = options.events ?? new ServiceEvents();
    this.#patienceMs = options.patienceMs ?? 5_000;
  }

  /** Resolves once the event is committed, or known. Rejects with `IntakeUnavailable` when it may not have been stored. */
  accept(event: NewEvent): Promise<AcceptResult> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { event, resolve, reject, deadline: performance.now() + this.#patienceMs };
      this.#queue.push(waiting);
      this.#waiting.add(waiting);
      this.#patience ??= setTimeout(() => this.#turnAwayLate(), this.#patienceMs);
      // The other requests of this turn of the event loop come along.
      this.#flushing ??= new Promise<void>((done) => setImmediate(done)).then(() => this.#flush());
    });
  }

  /** Waits for the commits under way. */
  async idle(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing;
  }

  // One timer for all of them: whoever came first is late first.
  #turnAwayLate(): void {
    const now = performance.now();
    this.#patience = null;
    for (const waiting of this.#waiting) {
      if (waiting.deadline > now) {
        this.#patience = setTimeout(() => this.#turnAwayLate(), waiting.deadline - now);
        break;
      }
      this.#waiting.delete(waiting);
      waiting.reject(new IntakeUnavailable(new Error(`no commit in ${this.#patienceMs} ms`)));
    }
    // The sender comes back: what is not on its way to the database yet need not be stored now.
    this.#queue = this.#queue.filter((waiting) => this.#waiting.has(waiting));
  }

  #answered(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    if (this.#waiting.size > 0 || this.#patience === null) return;
    clearTimeout(this.#patience);
    this.#patience = null;
  }

  async #flush(): Promise<void> {
    while (this.#queue.length > 0) await this.#commit(this.#takeBatch());
    this.#flushing = null;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await insertBatch(
        this.#database,
        batch.map((waiting) => waiting.event),
      );
      const stored = results.filter((result) => result.outcome === 'accepted').length;
      batch.forEach((waiting, index) => {
        const result = results[index];
        this.#answered(waiting);
        if (result === undefined) waiting.reject(new IntakeUnavailable(new TypeError('A row of the batch is missing')));
        else waiting.resolve(result);
      });
      if (stored > 0) this.#events.emit('committed', { events: stored });
    } catch (error) {
      for (const waiting of batch) {
        this.#answered(waiting);
        waiting.reject(new IntakeUnavailable(error));
      }
    }
  }

  #takeBatch(): Waiting[] {
    let bytes = 0;
    let end = 0;
    for (const { event } of this.#queue) {
      bytes += event.body.byteLength;
      if (end > 0 && (bytes > this.#maxBytes || end >= this.#maxEvents)) break;
      end += 1;
    }
    const batch = this.#queue.slice(0, end);
    this.#queue = this.#queue.slice(end);
    return batch;
  }
}
