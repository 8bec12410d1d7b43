import { TillbridgeError } from '../domain/errors.ts';

/** A call to a CRM that did not do what was asked, whichever CRM it is. */
export abstract class CrmError extends TillbridgeError {
  /** The call may have taken effect all the same: look before it is repeated. */
  abstract readonly outcomeUnknown: boolean;
  /** How long the CRM asked to be left alone, in milliseconds. */
  abstract readonly retryAfterMs: number | null;
}
