import { type Sql, sql } from '../database/client.ts';
import { TillbridgeError } from '../domain/errors.ts';
import type { Held } from './settle.ts';

/**
 * The table expression `ours`: the event's row while the lease is held, no row once it has passed on. Locked, so that a write that
 * reads from it and the loss of the lease exclude each other.
 */
export function oursWhileHeld({ id, leaseToken }: Held): Sql {
  return sql`ours AS MATERIALIZED (
    SELECT id FROM events
    WHERE id = ${id}::uuid AND lease_token = ${leaseToken}::uuid AND status = 'running'
    FOR UPDATE
  )`;
}

/** The event is run by another worker now; this one must not touch it any more. */
export class LeaseLost extends TillbridgeError {
  readonly code = 'lease_lost';
  readonly errorClass = 'transient';

  constructor(eventId: string) {
    super(`The lease of event ${eventId} has passed to another worker; this one stops here`);
  }
}
