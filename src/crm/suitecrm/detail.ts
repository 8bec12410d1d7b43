import type { CallFacts, CallOutcome } from '../errors.ts';
import * as crmErrors from '../errors.ts';
import { redact, sentValues } from '../redact.ts';
import type { SuiteCrmCall } from './call.ts';
import * as errors from './errors.ts';

interface Rule {
  readonly pattern: RegExp;
  readonly error: new (call: SuiteCrmCall, message: string, facts: CallFacts) => crmErrors.CrmError;
  readonly message: (detail: string, call: SuiteCrmCall) => string;
  readonly outcome?: CallOutcome;
}

/** The first rule that fits decides. SuiteCRM has no error codes: the sentences are those of 7.14.6. */
const RULES: readonly Rule[] = [
  {
    pattern: /^Database failure/,
    error: errors.DatabaseFailure,
    message: (_, call) => `the CRM's database refused a query, see suitecrm.log; ${call.next}`,
    outcome: 'unknown',
  },
  {
    pattern: /^Bean \S+ with id \S+ is already exist/,
    error: errors.AlreadyExists,
    message: () => 'the id is taken by a record, perhaps a deleted one; look at it in the CRM',
  },
  {
    pattern: /^\w+ module with id \S+ is not found/,
    error: crmErrors.RecordNotFound,
    message: (detail) => `the CRM has no such record, or it was deleted: ${detail}`,
  },
  {
    pattern: /^Property .* is invalid/,
    error: errors.PropertyRejected,
    message: (detail) => `${detail}; add the field to the module in the CRM's Studio`,
  },
  {
    pattern: /^Module \S+ does not exist|^Module with name \S+ is not found|^(\[SuiteCRM\] )?\[Not Allowed\]/,
    error: errors.UnknownModule,
    message: (detail) => `${detail}; install the module in the CRM or let the API user see it`,
  },
  {
    pattern: /AccessDenied/,
    error: crmErrors.AccessDenied,
    message: (_, call) =>
      `the API user has no right to it; give its role the right to ${call.writes ? 'edit' : 'view and list'} the module`,
  },
  {
    pattern: /^Link field has not found|^Cannot load relationship/,
    error: errors.LinkNotFound,
    message: (detail) => `${detail}; add the relationship in the CRM's Studio`,
  },
  {
    pattern: /^The (required )?options? |^Expected argument of type|^Filter |^The following field/,
    error: crmErrors.RequestRejected,
    message: (detail) => `the API does not take the request: ${detail}`,
  },
];

const NOT_FOUND = /^(\w{1,100}) module with id \S{1,100} is not found/;

/** The module of a record that the CRM says it has not found, though the call is not about that module. */
function strangerNotFound(call: SuiteCrmCall, detail: string): string | null {
  const named = NOT_FOUND.exec(detail)?.[1];
  if (named === undefined) return null;
  // A create, a list and the fields of a module name no record that had to stand before.
  const names = call.operation === 'find' || call.operation === 'related' || call.writes;
  const about = names && call.operation !== 'create' ? [call.module, call.relatedModule] : [];
  return about.includes(named) ? null : named;
}

/** The error behind the `detail` of a 400. */
export function classifyDetail(call: SuiteCrmCall, raw: string, answered: CallFacts): crmErrors.CrmError {
  const detail = redact(raw, sentValues(call));
  const stranger = strangerNotFound(call, raw);
  if (stranger !== null) {
    // Seen on 7.15.0 when MariaDB goes away under a call: "Users module with id 1 is not found".
    const message = `the CRM lost its database in the middle (it did not find ${stranger}); ${call.next}`;
    return new errors.DatabaseFailure(call, message, { ...answered, detail, outcome: 'unknown' });
  }
  const rule = RULES.find(({ pattern }) => pattern.test(raw));
  if (rule === undefined) return new errors.CrmRejected(call, `the CRM refused it: ${detail}`, { ...answered, detail });
  const facts = { ...answered, detail, outcome: rule.outcome ?? 'none' };
  return new rule.error(call, rule.message(detail, call), facts);
}
