import { TillbridgeError } from '../domain/errors.ts';

/** A call to a CRM, enough to name what it was about. */
export interface FailedCall {
  /** The HTTP method. */
  readonly verb: string;
  readonly module: string;
  readonly id: string | null;
}

/** What a failed call leaves behind beside its class. */
export interface CallFacts {
  /** HTTP status; absent when there was no answer. */
  readonly status?: number;
  /** What Retry-After asked for. */
  readonly retryAfterMs?: number | null;
  readonly outcomeUnknown?: boolean;
  /** The CRM's own words, redacted. */
  readonly detail?: string;
  readonly cause?: unknown;
}

/** A call to a CRM that did not do what was asked, whichever CRM it is. */
export abstract class CrmError extends TillbridgeError {
  readonly verb: string;
  readonly module: string;
  readonly id: string | null;
  readonly status: number | null;
  readonly detail: string | null;
  /** The call may have taken effect all the same: look before it is repeated. */
  readonly outcomeUnknown: boolean;
  /** How long the CRM asked to be left alone, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(call: FailedCall, message: string, facts: CallFacts = {}) {
    super(message, { cause: facts.cause });
    this.verb = call.verb;
    this.module = call.module;
    this.id = call.id;
    this.status = facts.status ?? null;
    this.detail = facts.detail ?? null;
    this.outcomeUnknown = facts.outcomeUnknown ?? false;
    this.retryAfterMs = facts.retryAfterMs ?? null;
  }
}
