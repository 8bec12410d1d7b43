import { type Customer, phoneOf } from '../../domain/customer.ts';
import type { CustomerUpdate } from '../../domain/customer-update.ts';
import { leadOf } from '../../domain/record-ids.ts';
import { ofRecord } from '../../domain/warning.ts';
import type { UpdateKey } from '../../links/applied-updates.ts';
import { DONE, type WorkflowResult } from '../outcome.ts';
import { eachOf } from '../runner/side-by-side.ts';
import { isCustomer } from './contact/buyer.ts';
import { knowAs, knownContact, replaceContact } from './contact/contact.ts';
import { ContactGone, withStandingContact } from './contact/lost-contact.ts';
import { changeEmails } from './email/change-emails.ts';
import { refuseTakenEmail } from './email/free-email.ts';
import { convertLead, giveUpLead, knowLeadByAddress, linkedLead } from './lead/lead.ts';
import { takeUpRestoredLeads } from './lead/lost-leads.ts';
import { contactPerson, leadPerson, type PersonRecord } from './person-record.ts';
import { registerCustomer } from './register-customer.ts';
import type { CustomerRun, SharedRun, UpdatingRun } from './run.ts';
import { changePerson, warnOfChanges } from './update/change-person.ts';
import { comesTooLate } from './update/stale.ts';

/** What an update of a customer needs. */
export interface CustomerUpdateRun extends CustomerRun, UpdatingRun {}

/** The lead and the contact of a customer; null = there is none. */
interface Known {
  readonly lead: string | null;
  readonly contact: string | null;
}

/**
 * A shop tells later of a customer: lead and contact get what the update names, and whatever else people wrote there stays. A new address
 * becomes the first of both. Whom nobody knows is registered; an update that is older than what stands changes nothing.
 */
export async function updateCustomer(run: CustomerUpdateRun, update: CustomerUpdate): Promise<WorkflowResult> {
  const { customer, updatedAt, told } = update;
  const key: UpdateKey = {
    kind: 'customer',
    businessUnit: run.unit.name,
    // Of somebody without an account the lead's id, which tells nothing of the person.
    localId: customer.userId ?? leadOf(run.unit.name, customer),
  };
  if (await comesTooLate(run, { key, updatedAt, told })) return DONE;
  await takeUpRestoredLeads(run, 'change');
  const known = await findKnown(run, customer);
  if (known !== null) await changeKnown(run, update, known);
  else if (!(await register(run, customer))) return DONE;
  await run.updates.apply(key, updatedAt);
  return DONE;
}

/** Null = nobody knows the customer, or an earlier attempt of this very event has begun to register. */
async function findKnown(run: CustomerRun, customer: Customer): Promise<Known | null> {
  if (run.runner.mayStand('lead')) return null;
  const contact = await knownContact(run, customer);
  const lead = await linkedLead(run, customer);
  return lead === null && contact === null ? null : { lead, contact };
}

/** False = there is nothing to register by. */
async function register(run: CustomerRun, customer: Customer): Promise<boolean> {
  if (customer.email === null && phoneOf(customer) === null) {
    const text = `Nobody is known as customer ${customer.userId}, and the update leaves no address and no phone to register by: nothing was changed`;
    run.warn(ofRecord(text));
    return false;
  }
  await registerCustomer(run, customer);
  return true;
}

async function changeKnown(run: CustomerRun, update: CustomerUpdate, { lead, contact }: Known): Promise<void> {
  warnOfChanges(run, update.changes);
  if (contact === null) return await changePeople(run, update, { lead, contact });
  await withStandingContact(
    contact,
    (gone) => replaceContact(run, update.customer, gone),
    (standing) => changePeople(run, update, { lead, contact: standing }),
  );
}

/** Throws `ContactGone`. */
async function changePeople(run: SharedRun, { customer, changes }: CustomerUpdate, known: Known): Promise<void> {
  const { lead, contact } = known;
  if (contact !== null && changes.email) await refuseTakenEmail(run, contact, changes.email);
  if (contact !== null) await knowAs(run, customer, contact);
  if (lead !== null && changes.email) await knowLeadByAddress(run, lead, changes.email);
  const people = [...(lead === null ? [] : [leadPerson(lead)]), ...(contact === null ? [] : [contactPerson(contact)])];
  const gone = new Set<PersonRecord>();
  const onGone = async (person: PersonRecord) => {
    if (person.noun === 'contact') throw new ContactGone(person.id);
    gone.add(person);
    await giveUpLead(run, person.id, contact, 'change');
  };
  await eachOf(people, run.settings.width, async (person) => {
    if (!(await changePerson(run, person, changes))) await onGone(person);
  });
  const standing = people.filter((person) => !gone.has(person));
  await changeEmails(run, standing, changes, onGone);
  // Who was known by the address alone may have bought, or have been a contact of the CRM before.
  if (lead !== null && contact !== null && gone.size === 0 && (await isCustomer(run, contact)))
    await convertLead(run, lead, contact);
}
