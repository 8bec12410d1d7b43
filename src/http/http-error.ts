import { TillbridgeError } from '../domain/errors.ts';

/** An answer other than success that a route gives on purpose. The message is shown to the caller. */
export class HttpError extends TillbridgeError {
  readonly status: number;
  readonly code: string;
  readonly errorClass: 'transient' | 'permanent';

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.errorClass = status >= 500 ? 'transient' : 'permanent';
  }
}
