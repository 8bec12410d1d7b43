import { CONTACTS } from '../../../crm/suitecrm/modules/contacts.ts';
import type { LinkKey, LinkKind, LinkOrigin } from '../../../links/link.ts';
import type { LinkedRun } from '../run.ts';
import { originOfContact } from './find-contact.ts';

/** What a contact stands for. */
export const CONTACT_LINKS: readonly LinkKind[] = ['contact', 'phone_contact'];

/**
 * Whether tillbridge made a contact, or it was a contact of the CRM before; however it came to be known by another user or address.
 * `email`: the address by which it was found in the CRM, if it was.
 */
export async function originOf(run: LinkedRun, contact: string, email: string | null = null): Promise<LinkOrigin> {
  if (await run.links.wasCreated(CONTACT_LINKS, CONTACTS, contact)) return 'created';
  return email === null ? 'found' : originOfContact(contact, email);
}

/** Whether somebody with this contact is a customer: has paid an order, or was a contact of the CRM before tillbridge came. */
export async function isCustomer(run: LinkedRun, contact: string): Promise<boolean> {
  return (await hasBought(run, contact)) || (await originOf(run, contact)) === 'found';
}

/** Whether an order with this contact was paid. */
export async function hasBought(run: LinkedRun, contact: string): Promise<boolean> {
  return (await run.links.find(buyerKey(contact))) !== null;
}

/** Writes down that a contact has paid an order. */
export async function noteBuyer(run: LinkedRun, contact: string): Promise<void> {
  if (await hasBought(run, contact)) return;
  await run.link([{ ...buyerKey(contact), module: CONTACTS, crmId: contact, origin: 'created' }]);
}

function buyerKey(contact: string): LinkKey {
  return { kind: 'buyer', businessUnit: '', localId: contact };
}
