import { CrmError } from '../crm/errors.ts';
import { DatabaseAway, DatabaseUnreachable } from '../database/errors.ts';
import { LockSessionEnded } from '../database/locks/session.ts';

/**
 * Whether a run failed only because the database was away: it says so itself, or a step or a lock failed of it. A failed call to a CRM
 * is the CRM's failure, whatever it was caused by.
 */
export function databaseWasAway(error: unknown): boolean {
  for (let cause = error; cause instanceof Error && !(cause instanceof CrmError); cause = cause.cause) {
    if (cause instanceof DatabaseAway || cause instanceof LockSessionEnded) return true;
    if (cause instanceof DatabaseUnreachable && cause.errorClass === 'transient') return true;
  }
  return false;
}
