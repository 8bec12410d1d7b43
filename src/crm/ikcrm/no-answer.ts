import type { HttpOutcome } from '../http-exchange.ts';
import { type Call, nextStep } from './call.ts';
import * as errors from './errors.ts';

type NoAnswer = Exclude<HttpOutcome, { readonly kind: 'answer' }>;

/** What it means that an exchange brought no whole answer. */
export function noAnswer(call: Call, { kind, sent, cause }: NoAnswer, timeoutMs: number): errors.IkcrmError {
  const facts = { cause, outcomeUnknown: sent };
  const next = sent ? nextStep(call) : 'it is tried again';
  if (kind === 'aborted') {
    const when = sent ? 'after it was sent, before the answer was there' : 'before it was sent';
    return new errors.CallAborted(call, `stopped ${when}; ${next}`, facts);
  }
  if (!sent) {
    const why = kind === 'timed_out' ? `no connection in ${timeoutMs} ms` : codeOf(cause);
    const message = `the CRM cannot be reached (${why}); check IKCRM_URL and the network`;
    return new errors.CrmUnreachable(call, message, facts);
  }
  switch (kind) {
    case 'timed_out':
      return new errors.CallTimedOut(call, `no whole answer in ${timeoutMs} ms; ${next}`, facts);
    case 'too_large':
      return new errors.UnreadableAnswer(call, `the answer is too large to be one; ${next}`, facts);
    case 'failed':
      return new errors.ConnectionCut(
        call,
        `the connection broke before the whole answer was there (${codeOf(cause)}); ${next}`,
        facts,
      );
  }
}

function codeOf(cause: Error): string {
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
