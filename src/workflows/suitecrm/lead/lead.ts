import { CONTACTS } from '../../../crm/suitecrm/modules/contacts.ts';
import { CONVERTED, LEADS } from '../../../crm/suitecrm/modules/leads.ts';
import { localId, stepKey } from '../../../domain/composite-keys.ts';
import type { Customer } from '../../../domain/customer.ts';
import { emailKey, guestIdentity } from '../../../domain/record-ids.ts';
import { ofRecord, type Warning } from '../../../domain/warning.ts';
import type { LinkKey, LinkOrigin, SeenRecord } from '../../../links/link.ts';
import { eachOf } from '../../runner/side-by-side.ts';
import { isNotFound, refuseLostContact } from '../contact/lost-contact.ts';
import { relate } from '../record/relate.ts';
import { isUnseen, seeRecord } from '../record/see-record.ts';
import { updateRecord } from '../record/update-record.ts';
import type { LinkedRun, SharedRun, StepRun } from '../run.ts';

/** Converts every lead of the customer that is not converted yet: the user's own and those with the same address. */
export async function convertLeads(run: SharedRun, customer: Customer, contact: string): Promise<void> {
  await eachOf(await openLeads(run, customer), run.settings.width, ({ crmId }) => convertLead(run, crmId, contact));
}

/**
 * Relates the contact to the lead, then marks the lead as converted (guideline 2.3 and 2.4): both save it, so never at once. A lead that
 * another event has converted meanwhile keeps its contact: two orders may know one lead by the user and by the address. One that was
 * deleted in the CRM is left alone, with a warning. Throws `ContactGone`.
 */
export async function convertLead(run: SharedRun, lead: string, contact: string): Promise<void> {
  await run.exclusively(`${LEADS} ${lead}`, { module: LEADS, crmId: lead }, async () => {
    const converted = await run.links.find(conversionKey(lead));
    if (converted !== null && converted.eventId !== run.eventId) return;
    try {
      await convert(run, lead, contact);
    } catch (error) {
      await refuseLostContact(run, contact, error);
      if (!isNotFound(error)) throw error;
      await giveUpLead(run, lead, contact, 'convert');
    }
  });
}

async function convert(run: StepRun, lead: string, contact: string): Promise<void> {
  await relate(run, {
    key: stepKey('lead', lead, 'contact'),
    module: LEADS,
    id: lead,
    relatedModule: CONTACTS,
    relatedId: contact,
    shownIn: 'contact_id',
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
}

/**
 * The contact to whom people converted a lead of the customer in the CRM, other than `known`; null without one. Looks at the leads that
 * were not seen for a while. `follow` makes such a contact the customer's, and tells whether people chose it (`found`); then the lead is left
 * alone from then on, as is one that was deleted. Before the database was restored it may have been us.
 */
export async function contactByHand(
  run: SharedRun,
  customer: Customer,
  known: string | null,
  follow: (contact: string) => Promise<LinkOrigin>,
): Promise<string | null> {
  let chosen: { readonly contact: string; readonly origin: LinkOrigin } | null = null;
  // One after the other: of several contacts that were chosen by hand the first is the customer's.
  for (const { crmId: lead } of (await openLeads(run, customer)).filter((open) => isUnseen(run, open))) {
    const seen = await seeRecord(run, {
      key: stepKey('lead', lead, 'seen'),
      module: LEADS,
      id: lead,
      fields: ['converted', 'contact_id'],
      noted: false,
      warn: (shown) =>
        shown === null ? [leadGone(lead, 'convert')] : otherContact(shown, known).map((id) => byHand(lead, id)),
    });
    const [other] = seen === null ? [] : otherContact(seen, known);
    // The lead is left alone once its contact is the customer's: else a crash in between would lose who was chosen.
    if (other !== undefined) chosen ??= { contact: other, origin: await follow(other) };
    const origin = chosen !== null && chosen.contact === other ? chosen.origin : 'found';
    if (seen === null || other !== undefined) await leaveLead(run, lead, other ?? lead, origin);
    else await run.see(LEADS, lead);
  }
  return chosen?.contact ?? null;
}

function otherContact(lead: Readonly<Record<string, string>>, known: string | null): string[] {
  const contact = convertedTo(lead);
  return contact === null || contact === known ? [] : [contact];
}

/** The contact to whom a lead was converted, by its fields in the CRM; null for one that was not, or to nobody. */
export function convertedTo({ converted, contact_id: contact = '' }: Readonly<Record<string, string>>): string | null {
  return converted === '1' && contact !== '' ? contact : null;
}

/** A lead turned out to be deleted in the CRM: no later event touches it. `contact`: its customer's, if there is one. */
export async function giveUpLead(
  run: SharedRun,
  lead: string,
  contact: string | null,
  what: LeadPurpose,
): Promise<void> {
  run.warn(leadGone(lead, what));
  // One that was converted has its conversion already, and keeps it.
  await run.link([{ ...lostKey(lead), crmId: lead, module: LEADS, origin: 'found' }]);
  await leaveLead(run, lead, contact ?? lead);
}

/** What a lead was wanted for that is not there any more. */
export type LeadPurpose = 'convert' | 'change';

export function leadGone(lead: string, what: LeadPurpose): Warning {
  return ofRecord(`${LEADS} ${lead} is gone from the CRM: there is no lead to ${what}`);
}

function byHand(lead: string, contact: string): Warning {
  return ofRecord(
    `${LEADS} ${lead} was converted in the CRM to ${CONTACTS} ${contact}, which is the customer's from now on`,
  );
}

/** No later event converts the lead, and none touches it at all where people have (`found`). */
export async function leaveLead(
  run: LinkedRun,
  lead: string,
  contact: string,
  origin: LinkOrigin = 'found',
): Promise<void> {
  await run.link([{ ...conversionKey(lead), crmId: contact, module: CONTACTS, origin }]);
}

async function openLeads(run: SharedRun, customer: Customer): Promise<readonly SeenRecord[]> {
  return await run.links.findOpenLeads({
    own: leadKey(run.unit.name, customer),
    email: emailKey(customer.email),
    eventId: run.eventId,
  });
}

/** The customer's own lead, else that of the address in the unit; null where there is none, or people deleted or converted it by hand. */
export async function linkedLead(run: SharedRun, customer: Customer): Promise<string | null> {
  const address = emailKey(customer.email);
  const keys: readonly LinkKey[] = [
    leadKey(run.unit.name, customer),
    ...(address === null ? [] : [addressLeadKey(run.unit.name, address)]),
  ];
  for (const key of keys) {
    const link = await run.links.find(key);
    if (link === null) continue;
    return (await isLeftAlone(run, link.crmId)) ? null : link.crmId;
  }
  return null;
}

async function isLeftAlone(run: SharedRun, lead: string): Promise<boolean> {
  const conversion = await run.links.find(conversionKey(lead));
  return conversion?.origin === 'found' || (await run.links.find(lostKey(lead))) !== null;
}

/** Writes down that a lead is its customer's by a further address, so that an order under it converts the lead. */
export async function knowLeadByAddress(run: SharedRun, lead: string, email: string): Promise<void> {
  const address = email.toLowerCase();
  const key: LinkKey = { kind: 'lead_address', businessUnit: run.unit.name, localId: localId(lead, address) };
  await run.link([{ ...key, module: LEADS, crmId: lead, origin: 'created', email: address }]);
}

/** Where a customer's own lead is found in the mapping: the user's, else that of the address, else of the phone. */
export function leadKey(businessUnit: string, customer: Customer): LinkKey {
  const { userId } = customer;
  if (userId !== null) return { kind: 'lead', businessUnit, localId: userId };
  const identity = guestIdentity(businessUnit, customer);
  return 'email' in identity
    ? addressLeadKey(businessUnit, identity.email)
    : { kind: 'phone_lead', businessUnit, localId: identity.phone };
}

function addressLeadKey(businessUnit: string, address: string): LinkKey {
  return { kind: 'address_lead', businessUnit, localId: address };
}

export function lostKey(lead: string): LinkKey {
  return { kind: 'lost_lead', businessUnit: '', localId: lead };
}

export function conversionKey(lead: string): LinkKey {
  return { kind: 'conversion', businessUnit: '', localId: lead };
}
