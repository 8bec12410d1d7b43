import type { Database } from '../database/client.ts';
import { ServiceEvents } from '../domain/service-events.ts';
import { insertBatch } from './insert-batch.ts';
import { type AcceptResult, IntakeUnavailable, type NewEvent } from './types.ts';

interface Waiting {
  readonly event: NewEvent;
  readonly resolve: (result: AcceptResult) => void;
  readonly reject: (error: Error) => void;
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
  /** In order of arrival. */
  readonly #queue = new Set<Waiting>();
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
      const waiting: Waiting = {
        event,
        resolve(result) {
          clearTimeout(patience);
          resolve(result);
        },
        reject(error) {
          clearTimeout(patience);
          reject(error);
        },
      };
      // The sender comes back: what is not on its way to the database yet need not be stored now.
      const patience = setTimeout(() => {
        this.#queue.delete(waiting);
        reject(new IntakeUnavailable(new Error(`no commit in ${this.#patienceMs} ms`)));
      }, this.#patienceMs);
      this.#queue.add(waiting);
      // The other requests of this turn of the event loop come along.
      this.#flushing ??= new Promise<void>((done) => setImmediate(done)).then(() => this.#flush());
    });
  }

  /** Waits for the commits under way. */
  async idle(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing;
  }

  async #flush(): Promise<void> {
    while (this.#queue.size > 0) await this.#commit(this.#takeBatch());
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
        if (result === undefined) waiting.reject(new IntakeUnavailable(new TypeError('A row of the batch is missing')));
        else waiting.resolve(result);
      });
      if (stored > 0) this.#events.emit('committed', { events: stored });
    } catch (error) {
      for (const waiting of batch) waiting.reject(new IntakeUnavailable(error));
    }
  }

  #takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    let bytes = 0;
    for (const waiting of this.#queue) {
      bytes += waiting.event.body.byteLength;
      if (batch.length > 0 && (bytes > this.#maxBytes || batch.length >= this.#maxEvents)) break;
      batch.push(waiting);
      this.#queue.delete(waiting);
    }
    return batch;
  }
}
