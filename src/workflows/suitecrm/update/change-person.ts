import { contactChanges } from '../../../crm/suitecrm/modules/contacts.ts';
import { LEADS, leadChanges } from '../../../crm/suitecrm/modules/leads.ts';
import { keepsLastName } from '../../../crm/suitecrm/modules/person.ts';
import { unlistedValues } from '../../../crm/suitecrm/modules/value-lists.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import type { CustomerChanges } from '../../../domain/customer-update.ts';
import { ofLabel } from '../../../domain/warning.ts';
import { isNotFound } from '../contact/lost-contact.ts';
import type { PersonRecord } from '../person-record.ts';
import { updateRecord } from '../record/update-record.ts';
import type { SharedRun } from '../run.ts';

/** PATCH of a lead or contact with what changes of it; no call where nothing does. False = it is gone from the CRM. */
export async function changePerson(run: SharedRun, person: PersonRecord, changes: CustomerChanges): Promise<boolean> {
  const { module, id, noun } = person;
  const attributes = module === LEADS ? leadChanges(changes) : contactChanges(changes);
  if (Object.keys(attributes).length === 0) return true;
  try {
    await run.exclusively(`${module} ${id}`, { module, crmId: id }, () =>
      updateRecord(run, { key: stepKey(noun, id, 'update'), module, id, attributes }),
    );
    return true;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return false;
  }
}

/** What of a change the CRM's lists do not have, and what it cannot do without. */
export function warnOfChanges(run: SharedRun, changes: CustomerChanges): void {
  const { salutation = null, leadSource = null, consent } = changes;
  const { lawfulBasis = [], source = null } = consent;
  const unlisted = unlistedValues({ salutation, leadSource, consent: { lawfulBasis, source, reviewedOn: null } });
  for (const warning of unlisted) run.warn(ofLabel(warning));
  if (keepsLastName(changes))
    run.warn(ofLabel('last_name stays: the CRM requires one, and there is no first_name for it'));
}
