import { type CallFacts, CrmError } from '../crm-error.ts';
import { type Call, describeCall, isWrite } from './call.ts';

/** A call that did not do what was asked. A call that only reads never leaves anything behind. */
export abstract class SuiteCrmError extends CrmError {
  readonly call: Call;

  constructor(call: Call, message: string, facts: CallFacts = {}) {
    const outcome = isWrite(call) ? (facts.outcome ?? 'none') : 'none';
    super(call, `${describeCall(call)}: ${message}.`, { ...facts, outcome });
    // Without what was sent, which is personal data.
    this.call = { operation: call.operation, verb: call.verb, module: call.module, id: call.id };
  }
}

/** No connection could be made: the CRM knows nothing of the call. */
export class CrmUnreachable extends SuiteCrmError {
  readonly code = 'crm_unreachable';
  readonly errorClass = 'transient';
}

/** Connecting took so long that a write was held back: nothing was sent. */
export class ConnectionSlow extends SuiteCrmError {
  readonly code = 'connection_slow';
  readonly errorClass = 'transient';
}

/** The connection broke after the request had left. */
export class ConnectionCut extends SuiteCrmError {
  readonly code = 'connection_cut';
  readonly errorClass = 'transient';
}

/** No whole answer within the time limit. SuiteCRM goes on working after its client has given up. */
export class CallTimedOut extends SuiteCrmError {
  readonly code = 'call_timed_out';
  readonly errorClass = 'transient';
}

/** The caller's own signal stopped the call. */
export class CallAborted extends SuiteCrmError {
  readonly code = 'call_aborted';
  readonly errorClass = 'transient';
}

/** An answer of success, or the beginning of one, that cannot be read. */
export class UnreadableAnswer extends SuiteCrmError {
  readonly code = 'unreadable_answer';
  readonly errorClass = 'transient';
}

/** Not an answer of the V8 API: a redirect, a page of a proxy or of a maintenance mode, a wrong address. */
export class UnexpectedAnswer extends SuiteCrmError {
  readonly code = 'unexpected_answer';
  readonly errorClass = 'transient';
}

/** SuiteCRM 7.14 answers 400 "Database failure" for any failed query, also for the loser of two creates with one id. */
export class DatabaseFailure extends SuiteCrmError {
  readonly code = 'database_failure';
  readonly errorClass = 'transient';
}

/** A 5xx: a PHP error, MySQL away (500 without a body), or a proxy in front. */
export class ServerFailure extends SuiteCrmError {
  readonly code = 'server_failure';
  readonly errorClass = 'transient';
}

/** 429: a proxy in front limits the calls; SuiteCRM itself has no limit. */
export class RateLimited extends SuiteCrmError {
  readonly code = 'rate_limited';
  readonly errorClass = 'transient';
}

/** The id is taken, perhaps by our own earlier attempt, perhaps by a deleted record: a look at the id decides. */
export class AlreadyExists extends SuiteCrmError {
  readonly code = 'already_exists';
  readonly errorClass = 'permanent';
}

/** The record, or for a relation one of its two ends, does not exist or was deleted. */
export class RecordNotFound extends SuiteCrmError {
  readonly code = 'record_not_found';
  readonly errorClass = 'permanent';
}

/** A property that this CRM's module does not have. */
export class PropertyRejected extends SuiteCrmError {
  readonly code = 'property_rejected';
  readonly errorClass = 'permanent';
}

/** The request does not have the shape that this version of the API wants. */
export class RequestRejected extends SuiteCrmError {
  readonly code = 'request_rejected';
  readonly errorClass = 'permanent';
}

export class AccessDenied extends SuiteCrmError {
  readonly code = 'access_denied';
  readonly errorClass = 'permanent';
}

/** The two modules have no relationship with each other in this CRM. */
export class LinkNotFound extends SuiteCrmError {
  readonly code = 'link_not_found';
  readonly errorClass = 'permanent';
}

export class UnknownModule extends SuiteCrmError {
  readonly code = 'unknown_module';
  readonly errorClass = 'permanent';
}

/** Any other 400. */
export class CrmRejected extends SuiteCrmError {
  readonly code = 'crm_rejected';
  readonly errorClass = 'permanent';
}

/** 401 to a call; nothing was executed. */
export class TokenRejected extends SuiteCrmError {
  readonly code = 'token_rejected';
  readonly errorClass = 'auth';
}

/** The token endpoint refuses the OAuth2 client or the user. */
export class CredentialsRejected extends SuiteCrmError {
  readonly code = 'credentials_rejected';
  readonly errorClass = 'auth';
}

/** The answer speaks of another record than the one that was sent. */
export class WrongRecord extends SuiteCrmError {
  readonly code = 'wrong_record';
  readonly errorClass = 'ambiguous';
}
