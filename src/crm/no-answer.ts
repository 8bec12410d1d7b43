import type { CrmCall } from './call.ts';
import {
  CallAborted,
  type CallFacts,
  type CallOutcome,
  CallTimedOut,
  ConnectionCut,
  type CrmError,
  CrmUnreachable,
  UnreadableAnswer,
} from './errors.ts';
import type { HttpOutcome } from './http-exchange.ts';

/** An exchange that brought no whole answer. */
export type NoAnswer = Exclude<HttpOutcome, { readonly kind: 'answer' }>;

/** How the sentence goes on. */
export interface Advice {
  readonly timeoutMs: number;
  /** The variable that holds the CRM's address. */
  readonly variable: string;
}

// 504, and 524 of Cloudflare: the gateway gave the CRM up, as a client would that timed out.
const GAVE_UP: ReadonlySet<number> = new Set([504, 524]);

/** What a server failure says of the call's work: it has ended, unless a gateway in front stopped waiting for the CRM. */
export function outcomeBehind(status: number): CallOutcome {
  return GAVE_UP.has(status) ? 'left_behind' : 'unknown';
}

/** The error of a call whose exchange brought no whole answer. */
export function noAnswer(call: CrmCall, outcome: NoAnswer, { timeoutMs, variable }: Advice): CrmError {
  const { kind, sent, answered, cause } = outcome;
  const facts: CallFacts = { cause, outcome: !sent ? 'none' : answered ? 'unknown' : 'left_behind' };
  const next = sent ? call.next : 'it is tried again';
  if (kind === 'aborted') {
    const when = sent ? 'after it was sent, before the answer was there' : 'before it was sent';
    return new CallAborted(call, `stopped ${when}; ${next}`, facts);
  }
  if (!sent) {
    const why = kind === 'timed_out' ? `no connection in ${timeoutMs} ms` : codeOf(cause);
    return new CrmUnreachable(call, `the CRM cannot be reached (${why}); check ${variable} and the network`, facts);
  }
  switch (kind) {
    case 'timed_out':
      return new CallTimedOut(call, `no whole answer in ${timeoutMs} ms; ${next}`, facts);
    case 'too_large':
      return new UnreadableAnswer(call, `the answer is too large to be one; ${next}`, facts);
    case 'failed': {
      const when = 'before the whole answer was there';
      return new ConnectionCut(call, `the connection broke ${when} (${codeOf(cause)}); ${next}`, facts);
    }
  }
}

function codeOf(cause: Error): string {
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
