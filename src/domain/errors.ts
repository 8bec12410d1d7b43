/** What a failure means for the next attempt: try again, stop, let a person choose, or renew the credentials. */
export const ERROR_CLASSES = ['transient', 'permanent', 'ambiguous', 'auth'] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

export function isErrorClass(text: string): text is ErrorClass {
  return ERROR_CLASSES.some((known) => known === text);
}

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
