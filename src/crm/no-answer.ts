import type { CallOutcome } from './crm-error.ts';
import type { HttpOutcome } from './http-exchange.ts';

/** An exchange that brought no whole answer. */
export type NoAnswer = Exclude<HttpOutcome, { readonly kind: 'answer' }>;

/** What became of the call, and a sentence about it. */
export interface NoAnswerReport {
  readonly what: 'aborted' | 'unreachable' | 'timed_out' | 'unreadable' | 'cut';
  readonly message: string;
  readonly left: CallOutcome;
}

/** How the sentence goes on. */
export interface Advice {
  readonly timeoutMs: number;
  /** The variable that holds the CRM's address. */
  readonly variable: string;
  /** What happens next when the call may have taken effect. */
  readonly afterSent: string;
}

/** Tells what it means that an exchange brought no whole answer. */
export function explainNoAnswer(outcome: NoAnswer, advice: Advice): NoAnswerReport {
  return { ...describe(outcome, advice), left: !outcome.sent ? 'none' : outcome.answered ? 'unknown' : 'left_behind' };
}

function describe({ kind, sent, cause }: NoAnswer, advice: Advice): Omit<NoAnswerReport, 'left'> {
  const { timeoutMs, variable } = advice;
  const next = sent ? advice.afterSent : 'it is tried again';
  if (kind === 'aborted') {
    const when = sent ? 'after it was sent, before the answer was there' : 'before it was sent';
    return { what: 'aborted', message: `stopped ${when}; ${next}` };
  }
  if (!sent) {
    const why = kind === 'timed_out' ? `no connection in ${timeoutMs} ms` : codeOf(cause);
    return { what: 'unreachable', message: `the CRM cannot be reached (${why}); check ${variable} and the network` };
  }
  switch (kind) {
    case 'timed_out':
      return { what: 'timed_out', message: `no whole answer in ${timeoutMs} ms; ${next}` };
    case 'too_large':
      return { what: 'unreadable', message: `the answer is too large to be one; ${next}` };
    case 'failed':
      return {
        what: 'cut',
        message: `the connection broke before the whole answer was there (${codeOf(cause)}); ${next}`,
      };
  }
}

function codeOf(cause: Error): string {
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
