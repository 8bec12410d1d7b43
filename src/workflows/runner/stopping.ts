import { TillbridgeError } from '../../domain/errors.ts';

/** The process is to end: the event goes back into line before its next step. */
export class Stopping extends TillbridgeError {
  readonly code = 'stopping';
  readonly errorClass = 'transient';

  constructor(step: string) {
    super(`The service is stopping; step ${step} is left to the next worker`);
  }
}
