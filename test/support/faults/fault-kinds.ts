import {
  faultActions,
  type JournaledCall,
  type LostRecord,
  type SuiteCrmFaultAction,
} from '../../../lab/simulator/suitecrm/index.ts';

/** As a SuiteCRM answers that loses its own database in the middle of a call. */
const lost = (missing: LostRecord, commit: boolean): SuiteCrmFaultAction => ({
  kind: 'lost-database',
  missing,
  commit,
});

/** Every way a call to the CRM is made to fail, by name. A slow answer is slower than the client's patience by no means. */
export const FAULT_KINDS: Readonly<Record<string, SuiteCrmFaultAction>> = {
  'cut before the CRM saw it': faultActions.cutBefore,
  'cut after the commit': faultActions.cutAfter,
  'reset before the CRM saw it': faultActions.resetBefore,
  'reset after the commit': faultActions.resetAfter,
  'no answer until the time-out, not committed': { kind: 'hang', commit: false },
  'no answer until the time-out, committed': { kind: 'hang', commit: true },
  'half a body': { kind: 'half-body' },
  '500 with an empty body': faultActions.emptyServerError,
  'a 502 page': faultActions.badGateway,
  '503 with Retry-After': faultActions.unavailable(0),
  '429 with Retry-After': faultActions.tooManyRequests(0),
  'Database failure, not committed': { kind: 'database-failure', commit: false },
  'Database failure, committed': { kind: 'database-failure', commit: true },
  'its user is not found for want of the database, not committed': lost('user', false),
  'its user is not found for want of the database, committed': lost('user', true),
  'the record is not found for want of the database, not committed': lost('record', false),
  'the record is not found for want of the database, committed': lost('record', true),
  'the related record is not found for want of the database': lost('related', false),
  'no related rows for want of the database': lost('rows', true),
  '201 to a relation that is not stored': { kind: 'unstored-relation' },
  // Not the custom fields: the CRM has defaults of its own among them, which nobody can send again.
  '201 to a create without address and account': { kind: 'lost-fields', fields: ['email', 'account'] },
  'PHP warnings before the JSON': { kind: 'php-warnings', where: 'before' },
  'PHP warnings after the JSON': { kind: 'php-warnings', where: 'after' },
  'a revoked token': { kind: 'revoke-tokens' },
  'a slow answer, committed at its start': { kind: 'slow', ms: 60, commit: 'start' },
  'a slow answer, committed at its end': { kind: 'slow', ms: 60, commit: 'end' },
};

/** Which kinds are played: all, those alone after which the CRM and the service know different things, or of those the ones without any answer of use. */
export type FaultRange = 'all' | 'doubtful' | 'unanswered';

const DOUBTFUL: ReadonlySet<SuiteCrmFaultAction['kind']> = new Set([
  'cut',
  'hang',
  'database-failure',
  'lost-database',
  'unstored-relation',
  'lost-fields',
]);
const UNANSWERED: ReadonlySet<SuiteCrmFaultAction['kind']> = new Set(['cut', 'hang', 'database-failure']);

/** The kinds that can make a difference to a call: what a look has committed is nothing, and only some calls have such an answer. */
export function faultsOf(
  call: JournaledCall | undefined,
  range: FaultRange,
): [kind: string, action: SuiteCrmFaultAction][] {
  const isLook = call?.method === 'GET';
  const isRelation = call?.path.includes('/relationships') === true;
  const isPerson = call?.module === 'Leads' || call?.module === 'Contacts';
  return Object.entries(FAULT_KINDS).filter(([, action]) => {
    if (range === 'doubtful' && !DOUBTFUL.has(action.kind)) return false;
    if (range === 'unanswered' && !UNANSWERED.has(action.kind)) return false;
    switch (action.kind) {
      case 'unstored-relation':
        return isRelation && !isLook;
      case 'lost-fields':
        return !isRelation && call?.method === 'POST' && isPerson;
      case 'lost-database':
        if (action.missing === 'rows') return isRelation && isLook;
        if (action.missing === 'related') return isRelation && !isLook;
        return !(isLook && action.commit);
      case 'cut':
      case 'hang':
      case 'database-failure':
        return !(isLook && action.commit);
      default:
        return true;
    }
  });
}
