import { type CallOutcome, CrmError } from '../../crm/errors.ts';
import { type ErrorClass, TillbridgeError } from '../../domain/errors.ts';

/** A step's failure: which step it was, and what its cause means for the next attempt. */
export class StepFailed extends TillbridgeError {
  readonly code: string;
  readonly errorClass: ErrorClass;
  /** The key of the step. */
  readonly step: string;
  /** What the call may have done in the CRM. */
  readonly outcome: CallOutcome;
  /** How long the CRM asked us to stay away, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(step: string, cause: unknown) {
    super(cause instanceof TillbridgeError ? cause.message : `Step ${step} failed unexpectedly`, { cause });
    this.step = step;
    this.code = cause instanceof TillbridgeError ? cause.code : 'unexpected';
    this.errorClass = cause instanceof TillbridgeError ? cause.errorClass : 'transient';
    this.outcome = cause instanceof CrmError ? cause.outcome : 'none';
    this.retryAfterMs = cause instanceof CrmError ? cause.retryAfterMs : null;
  }
}
