import { CONTACTS } from '../../crm/suitecrm/modules/contacts.ts';
import { LEADS, leadAttributes } from '../../crm/suitecrm/modules/leads.ts';
import { unlistedValues } from '../../crm/suitecrm/modules/value-lists.ts';
import type { Customer } from '../../domain/customer.ts';
import { emailKey, leadOf } from '../../domain/record-ids.ts';
import { ofLabel, ofRecord } from '../../domain/warning.ts';
import { DONE, type WorkflowResult } from '../outcome.ts';
import { isCustomer } from './contact/buyer.ts';
import { knowAs, linkOf, replaceContact } from './contact/contact.ts';
import { addMissingAddress, knowByAddress } from './contact/contact-address.ts';
import { findAddress } from './contact/find-contact.ts';
import { withStandingContact } from './contact/lost-contact.ts';
import { convertLead, leadKey } from './lead.ts';
import { createRecord } from './record/create-record.ts';
import type { CustomerRun, SharedRun } from './run.ts';

/**
 * A person left contact details: guideline 1 makes a lead. Where a paid order came first, the customer has a contact already, and
 * the lead is related to it and marked as converted at once.
 */
export async function registerCustomer(run: CustomerRun, customer: Customer): Promise<WorkflowResult> {
  const lead = await createRecord(run, {
    key: 'lead',
    module: LEADS,
    id: leadOf(run.unit.name, customer),
    attributes: leadAttributes(customer, run.unit),
    links: [{ ...leadKey(run.unit.name, customer), email: emailKey(customer.email) }],
    inspect: () => ({ warnings: unlistedValues(customer).map((warning) => ofLabel(`${LEADS}: ${warning}`)) }),
  });
  const linked = await linkOf(run, customer);
  const contact = linked?.crmId ?? (await contactFromBefore(run, customer));
  if (contact === null) return DONE;
  await withStandingContact(
    contact,
    (gone) => replaceContact(run, customer, gone),
    async (standing) => {
      await addMissingAddress(run, standing, customer);
      await (linked === null ? knowAs(run, customer, standing) : knowByAddress(run, standing, customer));
      if (await isCustomer(run, standing)) await convertLead(run, lead, standing);
    },
  );
  return DONE;
}

/** Somebody may have been a contact of the CRM before tillbridge came; null where nobody, or more than one, has the address. */
async function contactFromBefore(run: SharedRun, { email }: Customer): Promise<string | null> {
  if (email === null) return null;
  const [contact, ...others] = await findAddress(run, email);
  if (contact === undefined) return null;
  if (others.length === 0) return contact;
  const all = [contact, ...others].join(', ');
  const text = `${CONTACTS} ${all} have the address of this lead, which is related to none of them; merge them in the CRM`;
  run.warn(ofRecord(text));
  return null;
}
