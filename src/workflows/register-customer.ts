import { LEADS, leadAttributes } from '../crm/suitecrm/modules/leads.ts';
import { unlistedValues } from '../crm/suitecrm/modules/value-lists.ts';
import type { Customer } from '../domain/customer.ts';
import { emailKey, leadOf } from '../domain/record-ids.ts';
import { linkedContact } from './parts/contact.ts';
import { addMissingAddress } from './parts/contact-address.ts';
import { convertLead, leadKey } from './parts/lead.ts';
import { DONE, type SuiteCrmRun, type WorkflowResult } from './run.ts';
import { createRecord } from './steps/create-record.ts';

/**
 * A person left contact details: guideline 1 makes a lead. Where the order came first, the customer has a contact already, and
 * the lead is related to it and marked as converted at once.
 */
export async function registerCustomer(run: SuiteCrmRun, customer: Customer): Promise<WorkflowResult> {
  const lead = await createRecord(run, {
    key: 'lead',
    module: LEADS,
    id: leadOf(run.unit.name, customer),
    attributes: leadAttributes(customer, run.unit),
    links: [{ ...leadKey(run.unit.name, customer), email: emailKey(customer.email) }],
    inspect: () => ({ warnings: unlistedValues(customer).map((warning) => `${LEADS}: ${warning}`) }),
  });
  const contact = await linkedContact(run, customer);
  if (contact !== null) {
    await addMissingAddress(run, contact, customer);
    await convertLead(run, lead, contact);
  }
  return DONE;
}
