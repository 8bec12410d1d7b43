import { readableAttributes } from '../../../crm/suitecrm/modules/attributes.ts';
import { CONTACTS, contactAttributes } from '../../../crm/suitecrm/modules/contacts.ts';
import { unlistedValues } from '../../../crm/suitecrm/modules/value-lists.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import { type Customer, phoneOf, withGapsFilled } from '../../../domain/customer.ts';
import { contactId, contactIdentity, emailKey, phoneKey } from '../../../domain/record-ids.ts';
import { ofLabel, ofRecord } from '../../../domain/warning.ts';
import type { Link, LinkKey, LinkOrigin } from '../../../links/link.ts';
import { contactByHand } from '../lead/lead.ts';
import { takeUpRestoredLeads } from '../lead/lost-leads.ts';
import { createInLine, turnAfter, turnOf } from '../record/create-in-line.ts';
import { type CreatePlan, createRecord } from '../record/create-record.ts';
import { isUnseen, seeRecord } from '../record/see-record.ts';
import type { CustomerRun, LinkedRun, SharedRun } from '../run.ts';
import { CONTACT_LINKS, hasBought, noteBuyer, originOf } from './buyer.ts';
import { addMissingAddress, knowByAddress } from './contact-address.ts';
import { findContact } from './find-contact.ts';
import { withStandingContact } from './lost-contact.ts';
import { registrationOf } from './registration.ts';

/**
 * The customer's contact: by the mapping, else by the address in the CRM, else a new one (guideline 2.1 and 2.2). What an order
 * does not say of its customer, the address above all, is taken from the registration. A contact that the mapping names is looked at
 * once in a while; one to whom people converted the customer's lead by hand is the customer's from then on.
 */
export async function provideContact(run: CustomerRun, ordering: Customer): Promise<string> {
  await takeUpRestoredLeads(run, 'convert');
  const direct = await linkOf(run, ordering);
  const registered = direct === null ? await registrationOf(run, ordering) : null;
  const others = otherAddress(registered, ordering);
  const linked = direct ?? (await linkByAddress(run, ordering, others));
  const byHand = await contactByHand(run, ordering, linked?.crmId ?? null, (lead) =>
    followLead(run, ordering, linked, lead),
  );
  if (byHand !== null) return byHand;
  if (linked !== null) {
    const contact = await standingContact(run, ordering, linked);
    return await withStandingContact(
      contact,
      (gone) => replaceContact(run, ordering, gone),
      async (standing) => {
        await addMissingAddress(run, standing, ordering);
        await knowByAddress(run, standing, ordering);
        await repairContact(run, standing, ordering);
        return standing;
      },
    );
  }
  const customer = registered === null ? ordering : withGapsFilled(ordering, registered);
  return await alone(
    run,
    contactId(contactIdentity(run.unit.name, customer)),
    async () => (await linkedContact(run, customer)) ?? (await findOrCreate(run, customer, others)),
  );
}

/**
 * The contact that took the place of one that is gone: the survivor of a merge by one of the addresses it was known by, else a new one.
 * The links are mended.
 */
export async function replaceContact(run: CustomerRun, ordering: Customer, gone: string): Promise<string> {
  const registered = await registrationOf(run, ordering);
  const known = registered === null ? ordering : withGapsFilled(ordering, registered);
  return await alone(run, gone, async () => {
    const linked = await linkOf(run, ordering);
    if (linked !== null && linked.crmId !== gone) return linked.crmId;
    const addresses = await run.links.addressesOf(gone);
    const customer = { ...known, email: known.email ?? addresses[0] ?? null };
    const successor = await findOrCreate(run, customer, addresses, gone);
    const text = `${CONTACTS} ${gone} is gone from the CRM; ${successor} took its place`;
    await succeed(run, gone, successor, text);
    return successor;
  });
}

/** Who bought as the one has bought as the other; written down first, since after a crash nobody asks for the one that is gone. */
async function succeed(run: LinkedRun, gone: string, successor: string, warning: string): Promise<void> {
  if (await hasBought(run, gone)) await noteBuyer(run, successor);
  await run.mend(CONTACT_LINKS, gone, successor, ofRecord(warning));
}

/**
 * The contact that the mapping knows for a customer, or null. The user comes before the address: a customer who changed the
 * address is still the same person. A user who is known by the address alone is linked for the next time.
 */
export async function linkedContact(run: SharedRun, customer: Customer): Promise<string | null> {
  return (await linkOf(run, customer))?.crmId ?? null;
}

/** The same with the link itself. */
export async function linkOf(run: SharedRun, customer: Customer): Promise<Link | null> {
  const keys = contactKeys(run.unit.name, customer);
  for (const key of keys) {
    const link = await run.links.find(key);
    if (link === null) continue;
    const user = keys.filter((other) => other.businessUnit !== '' && other !== key);
    await linkAs(run, user, link.crmId);
    return link;
  }
  return null;
}

/**
 * The contact that the mapping knows for a customer, as people left it in the CRM: one that is gone has a successor, and one to whom the
 * customer's lead was converted by hand is the customer's. Null where there is none.
 */
export async function knownContact(run: CustomerRun, customer: Customer): Promise<string | null> {
  const linked = await linkOf(run, customer);
  const byHand = await contactByHand(run, customer, linked?.crmId ?? null, (lead) =>
    followLead(run, customer, linked, lead),
  );
  return byHand ?? (linked === null ? null : await standingContact(run, customer, linked));
}

async function standingContact(run: CustomerRun, customer: Customer, linked: Link): Promise<string> {
  if (!isUnseen(run, linked)) return linked.crmId;
  const key = stepKey('contact', linked.crmId, 'seen');
  const seen = await seeRecord(run, { key, module: CONTACTS, id: linked.crmId });
  return seen === null ? await replaceContact(run, customer, linked.crmId) : linked.crmId;
}

/** Gives who chose the contact: `created` = it is the one that we make for the customer, else people did. */
async function followLead(
  run: SharedRun,
  customer: Customer,
  linked: Link | null,
  contact: string,
): Promise<LinkOrigin> {
  if (linked === null) {
    await knowAs(run, customer, contact);
    return turnOf(contact, contactIds(run, customer)) > 0 ? 'created' : 'found';
  }
  const warning = `${CONTACTS} ${contact}, to whom the customer's lead was converted, took the place of ${linked.crmId}`;
  await succeed(run, linked.crmId, contact, warning);
  return 'found';
}

/** `others`: addresses beside the customer's own by which a contact of theirs may be found. */
async function findOrCreate(
  run: SharedRun,
  customer: Customer,
  others: readonly string[],
  gone: string | null = null,
): Promise<string> {
  const own = emailKey(customer.email);
  const known = others.map((localId): LinkKey => ({ kind: 'contact', businessUnit: '', localId }));
  const keys = [...contactKeys(run.unit.name, customer), ...known.filter(({ localId }) => localId !== own)];
  const addresses = customer.email === null ? others : [customer.email, ...others.filter((other) => other !== own)];
  for (const email of addresses) {
    const found = await findContact(run, email, keys, { gone, own: email === customer.email });
    if (found !== null) return found;
  }
  const idOf = contactIds(run, customer);
  return await createInLine(run, turnAfter(gone, idOf), (turn) => contactPlan(run, customer, keys, turn));
}

function contactPlan(run: SharedRun, customer: Customer, links: readonly LinkKey[], turn: number): CreatePlan {
  return {
    key: turn === 1 ? 'contact' : stepKey('contact', String(turn)),
    module: CONTACTS,
    id: contactIds(run, customer)(turn),
    attributes: contactAttributes(customer, run.unit),
    links,
    inspect: () => ({ warnings: unlistedValues(customer).map((warning) => ofLabel(`${CONTACTS}: ${warning}`)) }),
  };
}

function contactIds(run: SharedRun, customer: Customer): (turn: number) => string {
  const identity = contactIdentity(run.unit.name, customer);
  return (turn) => contactId(identity, turn);
}

/** Tries again what the event has warned of when it made a contact; one that an amended payload describes as before is taken. */
async function repairContact(run: CustomerRun, contact: string, ordering: Customer): Promise<void> {
  if (run.runner.mode === 'resume' && !run.runner.isAmended) return;
  const registered = await registrationOf(run, ordering);
  const customer = registered === null ? ordering : withGapsFilled(ordering, registered);
  const turn = turnOf(contact, contactIds(run, customer));
  if (turn === 0) return;
  const plan = contactPlan(run, customer, [], turn);
  run.runner.accept(plan.key, readableAttributes(plan.attributes));
  if (run.runner.isToRepair(plan.key)) await alone(run, contact, () => createRecord(run, plan));
}

// Who registered with one address and orders with another is one person.
async function linkByAddress(run: SharedRun, ordering: Customer, [email]: readonly string[]): Promise<Link | null> {
  if (email === undefined) return null;
  const link = await run.links.find({ kind: 'contact', businessUnit: '', localId: email });
  if (link !== null) await knowAs(run, { ...ordering, email: null }, link.crmId);
  return link;
}

/** The address that a user registered with, in lower case, where the order names another one. */
function otherAddress(registered: Customer | null, { email }: Customer): readonly string[] {
  const address = emailKey(registered?.email ?? null);
  return address === null || address === emailKey(email) ? [] : [address];
}

// The events of one customer run one by one, but an order may name its customer by the user alone.
async function alone(run: SharedRun, id: string, work: () => Promise<string>): Promise<string> {
  return await run.exclusively(`${CONTACTS} ${id}`, { module: CONTACTS, crmId: id }, work);
}

/** Writes down that a contact is the customer's; what is linked already stays. */
export async function knowAs(run: SharedRun, customer: Customer, contact: string): Promise<void> {
  await linkAs(run, contactKeys(run.unit.name, customer), contact, customer.email);
}

/** Writes down that a contact stands for these as well; what is linked already stays. */
async function linkAs(
  run: LinkedRun,
  keys: readonly LinkKey[],
  contact: string,
  email: string | null = null,
): Promise<void> {
  if (keys.length === 0) return;
  const origin = await originOf(run, contact, email);
  await run.link(keys.map((key) => ({ ...key, module: CONTACTS, crmId: contact, origin })));
}

function contactKeys(businessUnit: string, customer: Customer): LinkKey[] {
  const keys: LinkKey[] = [];
  if (customer.userId !== null) keys.push({ kind: 'contact', businessUnit, localId: customer.userId });
  const email = emailKey(customer.email);
  if (email !== null) keys.push({ kind: 'contact', businessUnit: '', localId: email });
  if (keys.length > 0) return keys;
  const phone = phoneOf(customer);
  return phone === null ? [] : [{ kind: 'phone_contact', businessUnit, localId: phoneKey(phone) }];
}
