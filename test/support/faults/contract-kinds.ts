import { ikcrmFaultActions as actions, type IkcrmFaultAction } from '../../../lab/simulator/ikcrm/index.ts';

// Far more than anybody waits here: what an answer asks for is taken as a wish.
const AN_HOUR = { 'Retry-After': '3600' };

/** Every way a call to ikcrm is made to fail, by name. */
export const CONTRACT_FAULTS: Readonly<Record<string, IkcrmFaultAction>> = {
  'cut before the CRM saw it': actions.cutBefore,
  'cut after the commit': actions.cutAfter,
  'reset before the CRM saw it': actions.resetBefore,
  'reset after the commit': actions.resetAfter,
  'no answer until the time-out, not committed': { kind: 'hang', commit: false },
  'no answer until the time-out, committed': { kind: 'hang', commit: true },
  'half a body': actions.halfBody,
  '500 with an empty body': actions.emptyServerError,
  '500 with an empty body, committed': { ...actions.emptyServerError, commit: true },
  'a 502 page': actions.badGateway,
  '503 with Retry-After': actions.answer(503, '', AN_HOUR),
  '429 with Retry-After': actions.answer(429, '{"message":"Too many requests"}', AN_HOUR),
  'too many calls, in the words of the CRM': actions.refuse(100902, '请求过于频繁，请稍后再试'),
  'a code that nobody knows, not committed': actions.refuse(777, '怪事'),
  'a code that nobody knows, committed': actions.refuse(777, '怪事', true),
  'a page with 200, not committed': actions.page(),
  'a page with 200, committed': actions.page(true),
  'a session that was ended': actions.endSession,
  'a slow answer, committed at its start': { kind: 'slow', ms: 60, commit: 'start' },
  'a slow answer, committed at its end': { kind: 'slow', ms: 60, commit: 'end' },
};
