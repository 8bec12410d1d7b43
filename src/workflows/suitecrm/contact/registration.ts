import { LEADS } from '../../../crm/suitecrm/modules/leads.ts';
import { PERSON_FIELDS, readPersonRecord } from '../../../crm/suitecrm/modules/person.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import { type Customer, withGapsFilled } from '../../../domain/customer.ts';
import { leadKey } from '../lead/lead.ts';
import { seeRecord } from '../record/see-record.ts';
import type { CustomerRun } from '../run.ts';

/**
 * What a customer told at the registration and since; null for one of whom nothing is known. What retention took of it is taken from the
 * customer's lead in the CRM, which was made of it.
 */
export async function registrationOf(run: CustomerRun, customer: Customer): Promise<Customer | null> {
  if (customer.userId === null) return null;
  const { customer: told, isPartial } = await run.readRegistration(customer.userId);
  const lead = isPartial ? await asLeadTells(run, customer) : null;
  return told === null || lead === null ? (told ?? lead) : withGapsFilled(told, lead);
}

/** GET of the customer's lead. Null where there is none, or it is gone. */
async function asLeadTells(run: CustomerRun, customer: Customer): Promise<Customer | null> {
  const link = await run.links.find(leadKey(run.unit.name, customer));
  if (link === null) return null;
  // What the first attempt read counts for all: a contact is made of it, under an id that an address tells.
  const key = stepKey('lead', link.crmId, 'registration');
  const seen = await seeRecord(run, { key, module: LEADS, id: link.crmId, fields: PERSON_FIELDS, once: true });
  return seen === null ? null : readPersonRecord(seen);
}
