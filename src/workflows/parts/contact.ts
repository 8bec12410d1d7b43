import { CONTACTS, contactAttributes } from '../../crm/suitecrm/modules/contacts.ts';
import { PROSPECT_LISTS } from '../../crm/suitecrm/modules/related-modules.ts';
import type { Customer } from '../../domain/customer.ts';
import { contactId, contactIdentity, emailKey } from '../../domain/record-ids.ts';
import type { LinkKey } from '../../links/links.ts';
import type { SuiteCrmRun } from '../run.ts';
import { eachOf } from '../runner/side-by-side.ts';
import { createRecord } from '../steps/create-record.ts';
import { findContact } from '../steps/find-contact.ts';
import { relate } from '../steps/relate.ts';

/** The customer's contact: by the mapping, else by the address in the CRM, else a new one (guideline 2.1 and 2.2). */
export async function provideContact(run: SuiteCrmRun, customer: Customer): Promise<string> {
  const keys = contactKeys(run.unit.name, customer);
  const linked = await linkedContact(run, customer);
  if (linked !== null) return linked;
  if (customer.email !== null) {
    const found = await findContact(run, customer.email, keys);
    if (found !== null) return found;
  }
  return await createRecord(run, {
    key: 'contact',
    module: CONTACTS,
    id: contactId(contactIdentity(run.unit.name, customer)),
    attributes: contactAttributes(customer, run.unit),
    links: keys,
  });
}

/**
 * The contact that the mapping knows for a customer, or null. The user comes before the address: a customer who changed the
 * address is still the same person. A user who is known by the address alone is linked for the next time.
 */
export async function linkedContact(run: SuiteCrmRun, customer: Customer): Promise<string | null> {
  const keys = contactKeys(run.unit.name, customer);
  for (const key of keys) {
    const link = await run.links.find(key);
    if (link === null) continue;
    const user = keys.filter((other) => other.businessUnit !== '' && other !== key);
    if (user.length > 0) {
      await run.links.add(
        run.eventId,
        user.map((other) => ({ ...other, module: CONTACTS, crmId: link.crmId, origin: 'found' as const })),
      );
    }
    return link.crmId;
  }
  return null;
}

/** Relates the contact to each target list of the unit (guideline 2.5), once. */
export async function addToTargetLists(run: SuiteCrmRun, contact: string): Promise<void> {
  await eachOf(run.unit.prospectListIds, run.settings.width, async (list) => {
    const membership: LinkKey = { kind: 'membership', businessUnit: '', localId: `${list}/${contact}` };
    if ((await run.links.find(membership)) !== null) return;
    await run.exclusively(`${CONTACTS} ${contact}`, () =>
      relate(run, {
        key: `target list ${list}`,
        module: PROSPECT_LISTS,
        id: list,
        relatedModule: CONTACTS,
        relatedId: contact,
        links: [membership],
      }),
    );
  });
}

function contactKeys(businessUnit: string, customer: Customer): LinkKey[] {
  const keys: LinkKey[] = [];
  if (customer.userId !== null) keys.push({ kind: 'contact', businessUnit, localId: customer.userId });
  const email = emailKey(customer.email);
  if (email !== null) keys.push({ kind: 'contact', businessUnit: '', localId: email });
  return keys;
}
