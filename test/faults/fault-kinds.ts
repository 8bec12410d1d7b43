import { type FaultAction, faultActions } from '../../src/simulator/suitecrm/index.ts';

/** Every way a call to the CRM is made to fail, by name. A slow answer is slower than the client's patience by no means. */
export const FAULT_KINDS: Readonly<Record<string, FaultAction>> = {
  'cut before the CRM saw it': faultActions.cutBefore,
  'cut after the commit': faultActions.cutAfter,
  'no answer until the time-out, not committed': { kind: 'hang', commit: false },
  'no answer until the time-out, committed': { kind: 'hang', commit: true },
  'half a body': { kind: 'half-body' },
  '500 with an empty body': faultActions.emptyServerError,
  'a 502 page': faultActions.badGateway,
  '503 with Retry-After': faultActions.unavailable(0),
  '429 with Retry-After': faultActions.tooManyRequests(0),
  'Database failure, not committed': { kind: 'database-failure', commit: false },
  'Database failure, committed': { kind: 'database-failure', commit: true },
  'PHP warnings before the JSON': { kind: 'php-warnings', where: 'before' },
  'PHP warnings after the JSON': { kind: 'php-warnings', where: 'after' },
  'a revoked token': { kind: 'revoke-tokens' },
  'a slow answer, committed at its start': { kind: 'slow', ms: 60, commit: 'start' },
  'a slow answer, committed at its end': { kind: 'slow', ms: 60, commit: 'end' },
};
