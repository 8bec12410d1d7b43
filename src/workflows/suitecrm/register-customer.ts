import { CONTACTS } from '../../crm/suitecrm/modules/contacts.ts';
import { LEADS } from '../../crm/suitecrm/modules/leads.ts';
import { stepKey } from '../../domain/composite-keys.ts';
import type { Customer } from '../../domain/customer.ts';
import { ofRecord } from '../../domain/warning.ts';
import { DONE, type WorkflowResult } from '../outcome.ts';
import { isCustomer } from './contact/buyer.ts';
import { knowAs, linkOf, replaceContact } from './contact/contact.ts';
import { addMissingAddress, knowByAddress } from './contact/contact-address.ts';
import { findAddress } from './contact/find-contact.ts';
import { withStandingContact } from './contact/lost-contact.ts';
import type { FoundLead } from './lead/find-lead.ts';
import { convertLead, leaveLead } from './lead/lead.ts';
import { keepLead, provideLead } from './lead/provide-lead.ts';
import { seeRecord } from './record/see-record.ts';
import type { CustomerRun, SharedRun } from './run.ts';

/**
 * A person left contact details: guideline 1 makes a lead, unless one stood in the CRM before. Where a paid order came first, the customer
 * has a contact already, and the lead is related to it and marked as converted at once; so is the contact of the CRM with the address.
 */
export async function registerCustomer(run: CustomerRun, customer: Customer): Promise<WorkflowResult> {
  const lead = await provideLead(run, customer);
  await joinContact(run, customer, lead);
  await keepLead(run, customer, lead);
  return DONE;
}

/** Makes the contact that a customer has already, or had before tillbridge, theirs, and converts the lead where they have bought. */
export async function joinContact(run: CustomerRun, customer: Customer, lead: FoundLead): Promise<void> {
  const linked = await linkOf(run, customer);
  const chosen = await chosenByHand(run, lead, linked?.crmId ?? null);
  const contact = linked?.crmId ?? chosen ?? (await contactFromBefore(run, customer));
  if (contact === null) return;
  await withStandingContact(
    contact,
    (gone) => replaceContact(run, customer, gone),
    async (standing) => {
      await addMissingAddress(run, standing, customer);
      await (linked === null ? knowAs(run, customer, standing) : knowByAddress(run, standing, customer));
      if (chosen !== null) await leaveLead(run, lead.id, chosen);
      else if (await isCustomer(run, standing)) await convertLead(run, lead.id, standing);
    },
  );
}

/**
 * The contact to whom people converted the lead before the customer came, if it still stands. It is the customer's, unless the mapping
 * knows another one: then both stay as they are, with a warning.
 */
async function chosenByHand(run: SharedRun, lead: FoundLead, known: string | null): Promise<string | null> {
  const { id, contact } = lead;
  if (contact === null || contact === known) return contact;
  const seen = await seeRecord(run, { key: stepKey('contact', contact, 'seen'), module: CONTACTS, id: contact });
  if (seen === null) return null;
  if (known !== null) {
    const text = `${LEADS} ${id} was converted in the CRM to ${CONTACTS} ${contact}, the customer's is ${known}; merge them in the CRM`;
    run.warn(ofRecord(text));
  }
  return contact;
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
