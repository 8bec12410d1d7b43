import { LEADS, leadAttributes } from '../../../crm/suitecrm/modules/leads.ts';
import { unlistedValues } from '../../../crm/suitecrm/modules/value-lists.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import type { Customer } from '../../../domain/customer.ts';
import { emailKey, leadOf } from '../../../domain/record-ids.ts';
import { ofLabel, ofRecord } from '../../../domain/warning.ts';
import type { Link, LinkKey } from '../../../links/link.ts';
import { createReplaceable } from '../record/create-in-line.ts';
import { isUnseen, seeRecord } from '../record/see-record.ts';
import type { SharedRun } from '../run.ts';
import { type FoundLead, findLead, LEAD_LINKS, LEAD_LOOK_UP } from './find-lead.ts';
import { convertedTo, leadKey } from './lead.ts';

/** The step that makes a lead. */
const CREATE = 'lead';

/** The lead of a customer who registers. */
export interface CustomerLead extends FoundLead {
  /** The one that is gone from the CRM, and whose place it is to take. */
  readonly gone: string | null;
  /** Whether the mapping knows it by the user's address only. */
  readonly byAddress: boolean;
}

/**
 * The lead of a customer who registers: one that stood in the CRM before tillbridge, by the mapping, else by its address where the unit
 * looks for it, else a new one (guideline 1). What is found is left as it is. `keepLead` is to follow.
 */
export async function provideLead(run: SharedRun, customer: Customer): Promise<CustomerLead> {
  const adopted = await adoptedLead(run, customer);
  if (adopted === null) return { ...(await findOrCreateLead(run, customer, null)), gone: null, byAddress: false };
  const { crmId: id, byAddress } = adopted;
  await run.knowEmail(LEADS, id, emailKey(customer.email));
  if (!isUnseen(run, adopted)) return { id, contact: null, gone: null, byAddress };
  const fields = ['converted', 'contact_id'];
  const seen = await seeRecord(run, { key: stepKey('lead', id, 'seen'), module: LEADS, id, fields, noted: false });
  if (seen === null) return { ...(await findOrCreateLead(run, customer, id)), gone: id, byAddress };
  const contact = convertedTo(seen);
  // One that was converted is looked at again until its contact is the customer's.
  if (contact === null) await run.see(LEADS, id);
  return { id, contact, gone: null, byAddress };
}

/** Writes down whose lead it is. Last: a run that ends before finds what the mapping said, and goes on from there. */
export async function keepLead(run: SharedRun, customer: Customer, lead: CustomerLead): Promise<void> {
  const { id, gone, byAddress } = lead;
  if (gone !== null)
    await run.mend(LEAD_LINKS, gone, id, ofRecord(`${LEADS} ${gone} is gone from the CRM; ${id} took its place`));
  if (!byAddress) return;
  const key = leadKey(run.unit.name, customer);
  await run.link([{ ...key, module: LEADS, crmId: id, origin: 'found', email: emailKey(customer.email) }]);
}

/** The link to a lead that was there before this event; one that was imported by the address is the user's who registers with it. */
async function adoptedLead(
  run: SharedRun,
  customer: Customer,
): Promise<(Link & { readonly byAddress: boolean }) | null> {
  const own = await run.links.find(leadKey(run.unit.name, customer));
  if (own !== null) {
    const isFoundByIt = run.runner.mode !== 'again' && run.runner.crmIdOf(LEAD_LOOK_UP) === own.crmId;
    const isOfThisEvent = own.origin === 'created' || isFoundByIt;
    return isOfThisEvent ? null : { ...own, byAddress: false };
  }
  const email = emailKey(customer.email);
  if (customer.userId === null || email === null) return null;
  const key: LinkKey = { kind: 'address_lead', businessUnit: run.unit.name, localId: email };
  const link = await run.links.find(key);
  return link?.origin === 'found' ? { ...link, byAddress: true } : null;
}

async function findOrCreateLead(run: SharedRun, customer: Customer, gone: string | null): Promise<FoundLead> {
  const found = await lookFor(run, customer, gone);
  if (found !== null) return found;
  const idOf = (turn: number) => leadOf(run.unit.name, customer, turn);
  const id = await createReplaceable(run, {
    key: CREATE,
    module: LEADS,
    id: idOf(1),
    idOf,
    kinds: [...LEAD_LINKS, 'lead_address'],
    attributes: leadAttributes(customer, run.unit),
    links: [{ ...leadKey(run.unit.name, customer), email: emailKey(customer.email) }],
    inspect: () => ({ warnings: unlistedValues(customer).map((warning) => ofLabel(`${LEADS}: ${warning}`)) }),
  });
  return { id, contact: null };
}

/** Once before a lead is made: not where an earlier attempt, or another registration of the same person, may have made it. */
async function lookFor(run: SharedRun, customer: Customer, gone: string | null): Promise<FoundLead | null> {
  const { email } = customer;
  if (!run.unit.leadLookup || email === null || run.runner.mayStand(CREATE)) return null;
  const own = await run.links.find(leadKey(run.unit.name, customer));
  return own?.origin === 'created' ? null : await findLead(run, { ...customer, email }, gone);
}
