import { TillbridgeError } from './errors.ts';

/** The bytes are not JSON as this service takes it. The message says what is wrong and quotes nothing of the text. */
export class JsonError extends TillbridgeError {
  readonly code = 'json_invalid';
  readonly errorClass = 'permanent';
}
