import { type CallFacts, CrmError } from '../crm-error.ts';
import { type Call, describeCall, isWrite } from './call.ts';

/** What a failed call leaves behind. ikcrm answers with status 200 even when it refuses [guide]. */
export interface IkcrmFacts extends CallFacts {
  /** The answer's own `code`. */
  readonly crmCode?: string;
}

/** A call that did not do what was asked. A call that only reads never leaves anything behind. */
export abstract class IkcrmError extends CrmError {
  readonly crmCode: string | null;

  constructor(call: Call, message: string, facts: IkcrmFacts = {}) {
    const outcome = isWrite(call) ? (facts.outcome ?? 'none') : 'none';
    super(call, `${describeCall(call)}: ${message}.`, { ...facts, outcome });
    this.crmCode = facts.crmCode ?? null;
  }
}

/** No connection could be made: the CRM knows nothing of the call. */
export class CrmUnreachable extends IkcrmError {
  readonly code = 'crm_unreachable';
  readonly errorClass = 'transient';
}

/** The connection broke after the request had left. */
export class ConnectionCut extends IkcrmError {
  readonly code = 'connection_cut';
  readonly errorClass = 'transient';
}

/** No whole answer within the time limit. */
export class CallTimedOut extends IkcrmError {
  readonly code = 'call_timed_out';
  readonly errorClass = 'transient';
}

/** The caller's own signal stopped the call. */
export class CallAborted extends IkcrmError {
  readonly code = 'call_aborted';
  readonly errorClass = 'transient';
}

/** This process was too slow, time and again, to send within the turn that the rate limit gave it; nothing was sent. */
export class TurnMissed extends IkcrmError {
  readonly code = 'rate_turn_missed';
  readonly errorClass = 'transient';
}

/** An answer of success, or the beginning of one, that cannot be read. */
export class UnreadableAnswer extends IkcrmError {
  readonly code = 'unreadable_answer';
  readonly errorClass = 'transient';
}

/** Not an answer of the open API: a redirect, a page of a proxy, a wrong address. */
export class UnexpectedAnswer extends IkcrmError {
  readonly code = 'unexpected_answer';
  readonly errorClass = 'transient';
}

/** A 5xx. */
export class ServerFailure extends IkcrmError {
  readonly code = 'server_failure';
  readonly errorClass = 'transient';
}

/** More calls than the enterprise may make, all its programs together. */
export class RateLimited extends IkcrmError {
  readonly code = 'rate_limited';
  readonly errorClass = 'transient';
}

/** A refusal whose code and words are not known. */
export class CrmRefused extends IkcrmError {
  readonly code = 'crm_refused';
  readonly errorClass = 'transient';
}

/** The contract or the product does not exist. */
export class RecordNotFound extends IkcrmError {
  readonly code = 'record_not_found';
  readonly errorClass = 'permanent';
}

/** The CRM does not take the values of a line, or the contract is not to be changed. */
export class RequestRejected extends IkcrmError {
  readonly code = 'request_rejected';
  readonly errorClass = 'permanent';
}

export class AccessDenied extends IkcrmError {
  readonly code = 'access_denied';
  readonly errorClass = 'permanent';
}

/** The token is dead: the account was logged in elsewhere. Nothing was executed. */
export class SessionEnded extends IkcrmError {
  readonly code = 'session_ended';
  readonly errorClass = 'auth';
}

/** The login was refused. */
export class CredentialsRejected extends IkcrmError {
  readonly code = 'credentials_rejected';
  readonly errorClass = 'auth';
}

/** `invalid_app_error`: the CRM does not know the device or the version code, of which every call carries one. */
export class AppRejected extends IkcrmError {
  readonly code = 'app_rejected';
  readonly errorClass = 'auth';
}

/** The answer speaks of another contract than the one that was asked for. */
export class WrongRecord extends IkcrmError {
  readonly code = 'wrong_record';
  readonly errorClass = 'ambiguous';
}
