import { type FrameFaultAction, faultActions } from '../frame/fault-actions.ts';
import type { CallFault } from '../frame/faults.ts';

/** What can happen to a call of ikcrm alone: its account was logged in elsewhere just before, which ended the session. */
export type IkcrmOwnFault = { readonly kind: 'end-session' };

/** All that can happen to a call. */
export type IkcrmFaultAction = FrameFaultAction | IkcrmOwnFault;
export type IkcrmFault = CallFault<IkcrmFaultAction>;

const { cutBefore, cutAfter, resetBefore, resetAfter, emptyServerError, badGateway } = faultActions;

/** The actions tests need most. */
export const ikcrmFaultActions = {
  cutBefore,
  cutAfter,
  resetBefore,
  resetAfter,
  emptyServerError,
  badGateway,
  halfBody: { kind: 'half-body' },
  /** The account was logged in elsewhere, just before the call. */
  endSession: { kind: 'end-session' },
  /** Any answer, instead of the work or (`commit`) after it. */
  answer,
  /** A page instead of JSON, with 200. */
  page: (commit = false): IkcrmFaultAction =>
    answer(200, '<html><body>系统维护中</body></html>', { 'Content-Type': 'text/html; charset=utf-8' }, commit),
  /** 200 with a code that is not 0. */
  refuse: (code: number, message: string, commit = false): IkcrmFaultAction =>
    answer(200, JSON.stringify({ code, message, error: 'error' }), jsonType, commit),
} as const;

const jsonType = { 'Content-Type': 'application/json; charset=utf-8' };

function answer(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = jsonType,
  commit = false,
): IkcrmFaultAction {
  return { kind: 'answer', commit, status, headers, body };
}
