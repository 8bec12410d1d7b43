import type { JournaledCall } from './journal.ts';

/** Which calls a fault hits. All given parts must fit. */
export interface FaultMatch {
  readonly method?: string;
  /** The whole path without query, or a pattern. */
  readonly path?: string | RegExp;
  readonly module?: string;
  readonly body?: (body: unknown) => boolean;
  /** Anything else that the call can be told by. */
  readonly call?: (call: JournaledCall) => boolean;
  /** The first matching call to hit, counted from 1 (default 1). */
  readonly nth?: number;
  /** How many matching calls to hit from there on (default 1). */
  readonly times?: number;
}

/**
 * What a SuiteCRM without its database says is not found: the API user; the record a call names (of a relationship call:
 * the one in the path); or the record that a relationship POST names in its body. `rows`: a relationship GET finds none
 * and answers 200. A call that names no such thing is answered as with `user`.
 */
export type LostRecord = 'user' | 'record' | 'related' | 'rows';

/** Fields of a create that lie in tables of their own: `email1` and `email2`; a contact's `account_id`; the `_c` fields. */
export type LostFields = 'email' | 'account' | 'custom';

/** What happens to a call. `commit` tells whether its work is done all the same. */
export type FaultAction =
  /** The connection ends without an answer: closed in order (FIN, the default), or reset (RST). */
  | { readonly kind: 'cut'; readonly commit: boolean; readonly by?: 'close' | 'reset' }
  | { readonly kind: 'hang'; readonly commit: boolean }
  | { readonly kind: 'half-body' }
  | {
      readonly kind: 'answer';
      readonly commit: boolean;
      readonly status: number;
      readonly body: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'database-failure'; readonly commit: boolean }
  /** SuiteCRM lost its own database connection during the call and answers as if something were not there. */
  | { readonly kind: 'lost-database'; readonly commit: boolean; readonly missing: LostRecord }
  /** A relationship POST is answered with 201, but its row is not written. */
  | { readonly kind: 'unstored-relation' }
  /** A create is answered with 201 and its record stands, but rows of other tables that belong to it are not written. */
  | {
      readonly kind: 'lost-fields';
      readonly fields: readonly LostFields[];
      /** What the answer shows: what is stored (the default), or what was sent. */
      readonly shows?: 'stored' | 'sent';
    }
  | { readonly kind: 'access-denied' }
  | { readonly kind: 'php-warnings'; readonly where: 'before' | 'after' | 'both' }
  | { readonly kind: 'revoke-tokens' }
  /** Waits instead of the usual latency; the work is done at the start or at the end of the wait. */
  | { readonly kind: 'slow'; readonly ms: number; readonly commit: 'start' | 'end' };

export interface CallFault {
  readonly match: FaultMatch;
  readonly action: FaultAction;
}

/** Decides for an arriving call what happens to it; undefined = nothing out of the ordinary. */
export type FaultChooser = (call: JournaledCall) => FaultAction | undefined;

/** One time a fault was used. */
export interface FaultApplication {
  readonly fault: CallFault;
  readonly call: JournaledCall;
}

const html = { 'Content-Type': 'text/html; charset=UTF-8' };
const json = { 'Content-Type': 'application/json' };

/** The actions tests need most. */
export const faultActions = {
  /** The connection breaks before the request is looked at. */
  cutBefore: { kind: 'cut', commit: false },
  /** The work is done, then the connection breaks without an answer. */
  cutAfter: { kind: 'cut', commit: true },
  /** The connection is reset (RST) before the request is looked at. */
  resetBefore: { kind: 'cut', commit: false, by: 'reset' },
  /** The work is done, then the connection is reset (RST) without an answer. */
  resetAfter: { kind: 'cut', commit: true, by: 'reset' },
  /** 500 with an empty body, as SuiteCRM answers without its database. */
  emptyServerError: { kind: 'answer', commit: false, status: 500, body: '', headers: { ...html, Connection: 'close' } },
  /** A proxy's 502 page. */
  badGateway: {
    kind: 'answer',
    commit: false,
    status: 502,
    body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
    headers: html,
  },
  /** 503 with `Retry-After`. */
  unavailable: (seconds: number): FaultAction => ({
    kind: 'answer',
    commit: false,
    status: 503,
    body: '',
    headers: { ...html, 'Retry-After': String(seconds) },
  }),
  /** 429 with `Retry-After`. */
  tooManyRequests: (seconds: number): FaultAction => ({
    kind: 'answer',
    commit: false,
    status: 429,
    body: '{"message":"Too many requests"}',
    headers: { ...json, 'Retry-After': String(seconds) },
  }),
} satisfies Record<string, FaultAction | ((seconds: number) => FaultAction)>;

/** The programmed misbehaviour of the simulated server. */
export class Faults {
  #pending: { readonly fault: CallFault; matched: number }[] = [];
  #applied: FaultApplication[] = [];
  #choose: FaultChooser = () => undefined;

  /** Adds a fault. Of several that fit one call, the first added is used; the others count the call all the same. */
  add(fault: CallFault): void {
    this.#pending.push({ fault, matched: 0 });
  }

  /** Asks the chooser about every call that no added fault hits. What it chooses is not kept on record: it may be very much. */
  always(choose: FaultChooser): void {
    this.#choose = choose;
  }

  /** Removes all faults and the chooser; what was applied stays on record. */
  clear(): void {
    this.#pending = [];
    this.#choose = () => undefined;
  }

  /** Removes all faults and the chooser, and forgets what was applied. */
  reset(): void {
    this.clear();
    this.#applied = [];
  }

  /** Every time an added fault was used, in order. */
  applied(): readonly FaultApplication[] {
    return this.#applied;
  }

  /** The action for an arriving call, if a fault fits it. */
  take(call: JournaledCall): FaultAction | undefined {
    let taken: CallFault | undefined;
    for (const pending of this.#pending) {
      if (!fits(pending.fault.match, call)) {
        continue;
      }
      pending.matched += 1;
      const { nth = 1, times = 1 } = pending.fault.match;
      if (taken === undefined && pending.matched >= nth && pending.matched < nth + times) {
        taken = pending.fault;
      }
    }
    if (taken === undefined) {
      return this.#choose(call);
    }
    this.#applied.push({ fault: taken, call });
    return taken.action;
  }
}

function fits({ method, path, module, body, call: test }: FaultMatch, call: JournaledCall): boolean {
  return (
    (method === undefined || method === call.method) &&
    (path === undefined || (typeof path === 'string' ? path === call.path : path.test(call.path))) &&
    (module === undefined || module === call.module) &&
    (body === undefined || body(call.body)) &&
    (test === undefined || test(call))
  );
}
