import { LEADS, leadAttributes } from '../../../crm/suitecrm/modules/leads.ts';
import { unlistedValues } from '../../../crm/suitecrm/modules/value-lists.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import type { Customer } from '../../../domain/customer.ts';
import { emailKey, leadOf } from '../../../domain/record-ids.ts';
import { ofLabel, ofRecord } from '../../../domain/warning.ts';
import type { Link, LinkKey } from '../../../links/link.ts';
import { convertedTo, leadKey } from '../lead.ts';
import { createRecord } from '../record/create-record.ts';
import { isUnseen, seeRecord } from '../record/see-record.ts';
import type { SharedRun } from '../run.ts';
import { type CustomerLead, findLead, LEAD_LINKS } from './find-lead.ts';

/** The step that makes a lead. */
const CREATE = 'lead';

/**
 * The lead of a customer who registers: one that stood in the CRM before tillbridge, by the mapping, else by its address where the unit
 * looks for it, else a new one (guideline 1). What is found is left as it is. One that the mapping names and that is gone gets a successor.
 */
export async function provideLead(run: SharedRun, customer: Customer): Promise<CustomerLead> {
  const adopted = await adoptedLead(run, customer);
  if (adopted === null) return await findOrCreateLead(run, customer, null);
  const { crmId: id } = adopted;
  await run.knowEmail(LEADS, id, emailKey(customer.email));
  if (!isUnseen(run, adopted)) return { id, contact: null };
  const fields = ['converted', 'contact_id'];
  const seen = await seeRecord(run, { key: stepKey('lead', id, 'seen'), module: LEADS, id, fields });
  if (seen !== null) return { id, contact: convertedTo(seen) };
  const successor = await findOrCreateLead(run, customer, id);
  const text = `${LEADS} ${id} is gone from the CRM; ${successor.id} took its place`;
  await run.mend(LEAD_LINKS, id, successor.id, ofRecord(text));
  return successor;
}

/** The link to a lead that was there before this event; one that was imported by the address is the user's who registers with it. */
async function adoptedLead(run: SharedRun, customer: Customer): Promise<Link | null> {
  const key = leadKey(run.unit.name, customer);
  const own = await run.links.find(key);
  if (own !== null) return own.origin === 'found' && own.eventId !== run.eventId ? own : null;
  const email = emailKey(customer.email);
  if (customer.userId === null || email === null) return null;
  const byAddress: LinkKey = { kind: 'address_lead', businessUnit: run.unit.name, localId: email };
  const link = await run.links.find(byAddress);
  if (link?.origin !== 'found') return null;
  await run.link([{ ...key, module: LEADS, crmId: link.crmId, origin: 'found', email }]);
  return link;
}

async function findOrCreateLead(run: SharedRun, customer: Customer, gone: string | null): Promise<CustomerLead> {
  const found = await lookFor(run, customer, gone);
  if (found !== null) return found;
  const id = await createRecord(run, {
    key: CREATE,
    module: LEADS,
    id: leadOf(run.unit.name, customer),
    attributes: leadAttributes(customer, run.unit),
    links: [{ ...leadKey(run.unit.name, customer), email: emailKey(customer.email) }],
    inspect: () => ({ warnings: unlistedValues(customer).map((warning) => ofLabel(`${LEADS}: ${warning}`)) }),
  });
  return { id, contact: null };
}

/** Once before a lead is made: not where an earlier attempt, or another registration of the same person, may have made it. */
async function lookFor(run: SharedRun, customer: Customer, gone: string | null): Promise<CustomerLead | null> {
  const { email } = customer;
  if (!run.unit.leadLookup || email === null || run.runner.mayStand(CREATE)) return null;
  const own = await run.links.find(leadKey(run.unit.name, customer));
  return own?.origin === 'created' ? null : await findLead(run, { ...customer, email }, gone);
}
