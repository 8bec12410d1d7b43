import type { NewRecord } from '../../crm/suitecrm/create-once.ts';
import { notKept } from '../../crm/suitecrm/kept.ts';
import type { CrmRecord } from '../../crm/suitecrm/types.ts';
import type { SuiteCrmRun } from '../run.ts';

// What a record is found by, and what stands in tables of its own beside the record's: custom fields, addresses, a contact's account.
const STORED_BESIDE = /^email1$|^account_id$|_c$/;

/**
 * PATCH of the fields that a create lost although it was answered with 201: a SuiteCRM whose query fails in the middle of a save keeps
 * the record without them (seen on 7.15.0). No call where nothing is missing. What is missing after it the CRM does not want.
 */
export async function storeAgain(
  run: SuiteCrmRun,
  { module, id, attributes }: NewRecord,
  record: CrmRecord,
): Promise<CrmRecord> {
  const lost = notKept(attributes, record).filter(({ field, kept }) => kept === '' && STORED_BESIDE.test(field));
  if (lost.length === 0) return record;
  const names = new Set(lost.map(({ field }) => field));
  const again = Object.fromEntries(Object.entries(attributes).filter(([name]) => names.has(name)));
  return await run.crm.update(module, id, again, run.context);
}
