import type { Span } from '../domain/trace.ts';
import type { Sent } from './redact.ts';

/** One call to a CRM, whichever it is: enough to name it in a message. What is sent may not be repeated in one. */
export interface CrmCall extends Sent {
  /** What it is for, in the words of its CRM. */
  readonly operation: string;
  readonly verb: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly module: string;
  readonly id: string | null;
  /** The call in a few words without any value that it sends, such as `SuiteCRM GET Leads/<id>`. */
  readonly title: string;
  /** Whether it changes records, so that a lost answer leaves its outcome unknown. */
  readonly writes: boolean;
  /** What happens after a failure that may have come too late to stop the call's effect. */
  readonly next: string;
}

/** Where one HTTP request of a call comes from. */
export interface CallOrigin {
  readonly span: Span;
  /** What the request carries of it beside its own headers. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Carried by every call to a CRM. */
export interface CallContext {
  /** Stops it. */
  readonly signal: AbortSignal;
  /** A last look before bytes leave: throws when the event is no longer ours. */
  readonly beforeSend: () => void;
  /** Told that a write is about to leave, after it has waited for its turn: how long the CRM may be at work on it counts from here. */
  readonly sending?: () => Promise<void>;
  /** Told that a write will leave soon, while it still waits for its turn: what `sending` would have to write then is written now. */
  readonly soon?: () => Promise<void>;
  /** It goes before those that wait for a slot: others wait for it. */
  readonly urgent?: boolean;
  /** Where an HTTP request of the call comes from; asked anew for each, since each is an operation of its own. */
  readonly origin?: () => CallOrigin;
}

/** How long after `sending` the first byte of a write may leave: a connection that takes longer is there for the next try. */
const ON_TIME_MS = 1_000;

/**
 * The context of a write that leaves within a second after `sending` was told, or not at all: its `beforeSend` throws what `late` makes
 * when connecting has taken longer. `clock` in milliseconds.
 */
export async function announced(context: CallContext, late: () => Error, clock: () => number): Promise<CallContext> {
  await context.sending?.();
  const told = clock();
  return {
    ...context,
    beforeSend() {
      if (clock() - told > ON_TIME_MS) throw late();
      context.beforeSend();
    },
  };
}
