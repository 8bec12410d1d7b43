import { TillbridgeError } from '../domain/errors.ts';

/** A call to a CRM, enough to name what it was about. */
export interface FailedCall {
  /** The HTTP method. */
  readonly verb: string;
  readonly module: string;
  readonly id: string | null;
}

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
  /** `none` unless given. */
  readonly outcome?: CallOutcome;
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
  readonly outcome: CallOutcome;
  /** How long the CRM asked to be left alone, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(call: FailedCall, message: string, facts: CallFacts = {}) {
    super(message, { cause: facts.cause });
    this.verb = call.verb;
    this.module = call.module;
    this.id = call.id;
    this.status = facts.status ?? null;
    this.detail = facts.detail ?? null;
    this.outcome = facts.outcome ?? 'none';
    this.retryAfterMs = facts.retryAfterMs ?? null;
  }

  /** The call may have taken effect all the same: look before it is repeated. */
  get outcomeUnknown(): boolean {
    return this.outcome !== 'none';
  }
}
