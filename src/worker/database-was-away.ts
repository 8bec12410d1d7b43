import { CrmError } from '../crm/errors.ts';
import { DatabaseAway } from '../database/errors.ts';

/**
 * Whether a run failed only because the database was away: there every such error is made a `DatabaseAway`, which a step or a lock then
 * failed of. A failed call to a CRM is the CRM's failure, whatever it was caused by.
 */
export function databaseWasAway(error: unknown): boolean {
  for (let cause = error; cause instanceof Error && !(cause instanceof CrmError); cause = cause.cause) {
    if (cause instanceof DatabaseAway) return true;
  }
  return false;
}
