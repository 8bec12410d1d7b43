import { TillbridgeError } from '../domain/errors.ts';

/** The event is run by another worker now; this one must not touch it any more. */
export class LeaseLost extends TillbridgeError {
  readonly code = 'lease_lost';
  readonly errorClass = 'transient';

  constructor(eventId: string) {
    super(`The lease of event ${eventId} has passed to another worker; this one stops here`);
  }
}
