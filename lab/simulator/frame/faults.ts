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

/** What happens to the calls that fit. `Action`: the faults of one simulator, the frame's among them. */
export interface CallFault<Action> {
  readonly match: FaultMatch;
  readonly action: Action;
}

/** Decides for an arriving call what happens to it; undefined = nothing out of the ordinary. */
export type FaultChooser<Action> = (call: JournaledCall) => Action | undefined;

/** One time a fault was used. */
export interface FaultApplication<Action> {
  readonly fault: CallFault<Action>;
  readonly call: JournaledCall;
}

/** The programmed misbehaviour of the simulated server. */
export class Faults<Action> {
  #pending: { readonly fault: CallFault<Action>; matched: number }[] = [];
  #applied: FaultApplication<Action>[] = [];
  #choose: FaultChooser<Action> = () => undefined;

  /** Adds a fault. Of several that fit one call, the first added is used; the others count the call all the same. */
  add(fault: CallFault<Action>): void {
    this.#pending.push({ fault, matched: 0 });
  }

  /** Asks the chooser about every call that no added fault hits. What it chooses is not kept on record: it may be very much. */
  always(choose: FaultChooser<Action>): void {
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
  applied(): readonly FaultApplication<Action>[] {
    return this.#applied;
  }

  /** The action for an arriving call, if a fault fits it. */
  take(call: JournaledCall): Action | undefined {
    let taken: CallFault<Action> | undefined;
    let isOver = false;
    for (const pending of this.#pending) {
      if (!fits(pending.fault.match, call)) {
        continue;
      }
      pending.matched += 1;
      const { nth = 1, times = 1 } = pending.fault.match;
      if (taken === undefined && pending.matched >= nth && pending.matched < nth + times) {
        taken = pending.fault;
      }
      isOver ||= isPast(pending.fault.match, pending.matched);
    }
    // A matrix adds them by the hundred, and each is asked about every call.
    if (isOver) this.#pending = this.#pending.filter(({ fault: { match }, matched }) => !isPast(match, matched));
    if (taken === undefined) {
      return this.#choose(call);
    }
    this.#applied.push({ fault: taken, call });
    return taken.action;
  }
}

/** Whether a fault that so many calls have fitted hits none any more. */
function isPast({ nth = 1, times = 1 }: FaultMatch, matched: number): boolean {
  return matched >= nth + times - 1;
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
