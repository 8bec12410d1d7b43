import { explainNoAnswer, type NoAnswer } from '../no-answer.ts';
import { type Call, nextStep } from './call.ts';
import * as errors from './errors.ts';

const CLASSES = {
  aborted: errors.CallAborted,
  unreachable: errors.CrmUnreachable,
  timed_out: errors.CallTimedOut,
  unreadable: errors.UnreadableAnswer,
  cut: errors.ConnectionCut,
} as const;

/** The error of a call whose exchange brought no whole answer. */
export function noAnswer(call: Call, outcome: NoAnswer, timeoutMs: number): errors.IkcrmError {
  const advice = { timeoutMs, variable: 'IKCRM_URL', afterSent: nextStep(call) };
  const { what, message, left } = explainNoAnswer(outcome, advice);
  return new CLASSES[what](call, message, { cause: outcome.cause, outcome: left });
}
