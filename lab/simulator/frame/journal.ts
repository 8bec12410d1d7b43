import type { IncomingHttpHeaders } from 'node:http';

/** What a call says of where it comes from. */
export interface JournalHeaders {
  readonly traceparent: string | null;
  readonly 'x-request-id': string | null;
}

/** One call, in order of arrival. */
export interface JournaledCall {
  readonly seq: number;
  readonly method: string;
  readonly path: string;
  /** What follows the question mark, decoded. */
  readonly query: string;
  /** The kind of records that a call works on; null for calls without one (token, unknown routes). */
  readonly module: string | null;
  /** The record a call names, in its path or in its body. */
  readonly id: string | null;
  readonly body: unknown;
  readonly headers: JournalHeaders;
  /** The status that was sent; null while it runs and where nothing was answered. */
  readonly status: number | null;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  /** When the server was through with it, whether or not the client still listened; null while it runs. */
  readonly finishedAt: number | null;
  /** What was done to the call on purpose. */
  readonly fault: string | null;
}

/** What a call is about, as a simulator reads it: what faults are matched by, and what the journal keeps beside the method and the query. */
export type CallSubject = Pick<JournaledCall, 'path' | 'module' | 'id' | 'body'>;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Test = (entry: JournaledCall) => boolean;

interface Waiter {
  readonly test: Test;
  readonly resolve: (entry: JournaledCall) => void;
}

/** Everything the simulated server was asked. */
export class CallJournal {
  #entries: Mutable<JournaledCall>[] = [];
  #waiters: Waiter[] = [];
  #seq = 0;

  /** The calls so far, in order of arrival; with a test, only those that satisfy it. */
  calls(test: Test = () => true): readonly JournaledCall[] {
    return this.#entries.filter(test);
  }

  /** Resolves with the first call, past or to come, that satisfies the test; asked at its arrival and at its end. */
  waitFor(test: Test): Promise<JournaledCall> {
    const known = this.#entries.find(test);
    return known === undefined
      ? new Promise((resolve) => this.#waiters.push({ test, resolve }))
      : Promise.resolve(known);
  }

  /** Pairs of calls that satisfy the test and ran at the same time. */
  overlaps(test: Test = () => true): readonly (readonly [JournaledCall, JournaledCall])[] {
    const pairs: [JournaledCall, JournaledCall][] = [];
    let running: JournaledCall[] = [];
    for (const entry of this.#entries.filter(test)) {
      running = running.filter((earlier) => (earlier.finishedAt ?? Number.POSITIVE_INFINITY) > entry.startedAt);
      pairs.push(...running.map((earlier): [JournaledCall, JournaledCall] => [earlier, entry]));
      running.push(entry);
    }
    return pairs;
  }

  /** Forgets all calls so far. */
  clear(): void {
    this.#entries = [];
  }

  /** Notes the arrival of a call. */
  begin(call: CallSubject & Pick<JournaledCall, 'method' | 'query'>, headers: IncomingHttpHeaders = {}): JournaledCall {
    this.#seq += 1;
    const entry = {
      ...call,
      headers: { traceparent: first(headers.traceparent), 'x-request-id': first(headers['x-request-id']) },
      seq: this.#seq,
      status: null,
      startedAt: performance.now(),
      finishedAt: null,
      fault: null,
    };
    this.#entries.push(entry);
    this.#notify(entry);
    return entry;
  }

  /** Notes what was done to a call on purpose. */
  mark(entry: JournaledCall, fault: string): void {
    mutable(entry).fault = fault;
    this.#notify(entry);
  }

  /** Notes the end of a call. */
  end(entry: JournaledCall, status: number | null): void {
    mutable(entry).status = status;
    mutable(entry).finishedAt = performance.now();
    this.#notify(entry);
  }

  #notify(entry: JournaledCall): void {
    if (this.#waiters.length === 0) {
      return;
    }
    this.#waiters = this.#waiters.filter((waiter) => {
      const satisfied = waiter.test(entry);
      if (satisfied) {
        waiter.resolve(entry);
      }
      return !satisfied;
    });
  }
}

function first(header: string | readonly string[] | undefined): string | null {
  return (typeof header === 'string' ? header : header?.[0]) ?? null;
}

/** Entries are handed out read-only; the journal itself fills them in. */
function mutable(entry: JournaledCall): Mutable<JournaledCall> {
  return entry;
}
