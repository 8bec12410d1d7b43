/** What a failure means for the next attempt: try again, stop, let a person choose, or renew the credentials. */
export type ErrorClass = 'transient' | 'permanent' | 'ambiguous' | 'auth';

/**
 * Base of every error of this project. The message is one sentence that says what happened, to what, and what to do;
 * it holds no personal data and no secret.
 */
export abstract class TillbridgeError extends Error {
  /** Stable name of the case in lower_snake_case, for logs, metrics and tests. */
  abstract readonly code: string;
  abstract readonly errorClass: ErrorClass;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
