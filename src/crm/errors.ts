import { TillbridgeError } from '../domain/errors.ts';
import type { CrmCall } from './call.ts';

/**
 * What a failed call may have done in the CRM: nothing; something, and it has ended, so a look decides (`unknown`); something, and
 * the CRM may be at work on it still, since no answer came (`left_behind`): SuiteCRM goes on when its client gives up.
 */
export type CallOutcome = 'none' | 'unknown' | 'left_behind';

/** What a failed call leaves behind beside its class. */
export interface CallFacts {
  /** HTTP status; absent when there was no answer. */
  readonly status?: number;
  /** What Retry-After asked for. */
  readonly retryAfterMs?: number | null;
  /** `none` unless given, and always of a call that only reads. */
  readonly outcome?: CallOutcome;
  /** The CRM's own words, redacted. */
  readonly detail?: string;
  /** The answer's own code, where it has one: ikcrm refuses with status 200 and a code [guide]. */
  readonly crmCode?: string;
  readonly cause?: unknown;
}

/** A call to a CRM that did not do what was asked, whichever CRM it is. */
export abstract class CrmError extends TillbridgeError {
  readonly verb: string;
  readonly module: string;
  readonly id: string | null;
  /** Without what it sent, which is personal data. */
  readonly call: CrmCall;
  readonly status: number | null;
  readonly detail: string | null;
  readonly crmCode: string | null;
  readonly outcome: CallOutcome;
  /** How long the CRM asked to be left alone, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(call: CrmCall, message: string, facts: CallFacts = {}) {
    super(`${call.title}: ${message}.`, { cause: facts.cause });
    this.verb = call.verb;
    this.module = call.module;
    this.id = call.id;
    const { operation, verb, module, id, title, writes, next } = call;
    this.call = { operation, verb, module, id, title, writes, next };
    this.status = facts.status ?? null;
    this.detail = facts.detail ?? null;
    this.crmCode = facts.crmCode ?? null;
    this.outcome = call.writes ? (facts.outcome ?? 'none') : 'none';
    this.retryAfterMs = facts.retryAfterMs ?? null;
  }

  /** The call may have taken effect all the same: look before it is repeated. */
  get outcomeUnknown(): boolean {
    return this.outcome !== 'none';
  }
}

/** No connection could be made: the CRM knows nothing of the call. */
export class CrmUnreachable extends CrmError {
  readonly code = 'crm_unreachable';
  readonly errorClass = 'transient';
}

/** The connection broke after the request had left. */
export class ConnectionCut extends CrmError {
  readonly code = 'connection_cut';
  readonly errorClass = 'transient';
}

/** No whole answer within the time limit. A CRM goes on working after its client has given up. */
export class CallTimedOut extends CrmError {
  readonly code = 'call_timed_out';
  readonly errorClass = 'transient';
}

/** The caller's own signal stopped the call. */
export class CallAborted extends CrmError {
  readonly code = 'call_aborted';
  readonly errorClass = 'transient';
}

/** An answer of success, or the beginning of one, that cannot be read. */
export class UnreadableAnswer extends CrmError {
  readonly code = 'unreadable_answer';
  readonly errorClass = 'transient';
}

/** Not an answer of the CRM's API: a redirect, a page of a proxy or of a maintenance mode, a wrong address. */
export class UnexpectedAnswer extends CrmError {
  readonly code = 'unexpected_answer';
  readonly errorClass = 'transient';
}

/** A 5xx: a PHP error, MySQL away (500 without a body), or a proxy in front. */
export class ServerFailure extends CrmError {
  readonly code = 'server_failure';
  readonly errorClass = 'transient';
}

/** Too many calls: of a whole ikcrm enterprise, or for a proxy in front of a SuiteCRM, which has no limit of its own. */
export class RateLimited extends CrmError {
  readonly code = 'rate_limited';
  readonly errorClass = 'transient';
}

/** The record, or for a relation one of its two ends, does not exist or was deleted. */
export class RecordNotFound extends CrmError {
  readonly code = 'record_not_found';
  readonly errorClass = 'permanent';
}

/** The CRM does not take what was sent: its shape, its values, or at this time. */
export class RequestRejected extends CrmError {
  readonly code = 'request_rejected';
  readonly errorClass = 'permanent';
}

/** The user or account of the service lacks a right. */
export class AccessDenied extends CrmError {
  readonly code = 'access_denied';
  readonly errorClass = 'permanent';
}

/** The login was refused. */
export class CredentialsRejected extends CrmError {
  readonly code = 'credentials_rejected';
  readonly errorClass = 'auth';
}

/** The answer speaks of another record than the one that was asked for. */
export class WrongRecord extends CrmError {
  readonly code = 'wrong_record';
  readonly errorClass = 'ambiguous';
}
