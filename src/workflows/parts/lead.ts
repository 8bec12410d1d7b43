import { CONTACTS } from '../../crm/suitecrm/modules/contacts.ts';
import { CONVERTED, LEADS } from '../../crm/suitecrm/modules/leads.ts';
import { stepKey } from '../../domain/composite-keys.ts';
import type { Customer } from '../../domain/customer.ts';
import { emailKey, guestIdentity } from '../../domain/record-ids.ts';
import type { LinkKey } from '../../links/links.ts';
import type { SuiteCrmRun } from '../run.ts';
import { eachOf } from '../runner/side-by-side.ts';
import { relate } from '../steps/relate.ts';
import { updateRecord } from '../steps/update-record.ts';

/** Converts every lead of the customer that is not converted yet: the user's own and those with the same address. */
export async function convertLeads(run: SuiteCrmRun, customer: Customer, contact: string): Promise<void> {
  const leads = await run.links.findOpenLeads({
    own: leadKey(run.unit.name, customer),
    email: emailKey(customer.email),
    eventId: run.eventId,
  });
  await eachOf(leads, run.settings.width, (lead) => convertLead(run, lead, contact));
}

/**
 * Relates the contact to the lead, then marks the lead as converted (guideline 2.3 and 2.4): both save it, so never at once. A lead that
 * another event has converted meanwhile keeps its contact: two orders may know one lead by the user and by the address.
 */
export async function convertLead(run: SuiteCrmRun, lead: string, contact: string): Promise<void> {
  await run.exclusively(`${LEADS} ${lead}`, { module: LEADS, crmId: lead }, async () => {
    const converted = await run.links.find(conversionKey(lead));
    if (converted !== null && converted.eventId !== run.eventId) return;
    await relate(run, {
      key: stepKey('lead', lead, 'contact'),
      module: LEADS,
      id: lead,
      relatedModule: CONTACTS,
      relatedId: contact,
    });
    await updateRecord(run, {
      key: stepKey('lead', lead, 'converted'),
      module: LEADS,
      id: lead,
      attributes: CONVERTED,
      shows: { contact_id: contact },
      makeAgain: () => run.crm.relate(LEADS, lead, CONTACTS, contact, run.context),
      links: [{ ...conversionKey(lead), crmId: contact, module: CONTACTS, origin: 'created' }],
    });
  });
}

/** Where a customer's own lead is found in the mapping: the user's, else that of the address, else of the phone. */
export function leadKey(businessUnit: string, customer: Customer): LinkKey {
  const { userId } = customer;
  if (userId !== null) return { kind: 'lead', businessUnit, localId: userId };
  const identity = guestIdentity(businessUnit, customer);
  return 'email' in identity
    ? { kind: 'address_lead', businessUnit, localId: identity.email }
    : { kind: 'phone_lead', businessUnit, localId: identity.phone };
}

function conversionKey(lead: string): LinkKey {
  return { kind: 'conversion', businessUnit: '', localId: lead };
}
