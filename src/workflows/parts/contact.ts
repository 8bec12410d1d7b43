import { CONTACTS, contactAttributes } from '../../crm/suitecrm/modules/contacts.ts';
import { PROSPECT_LISTS } from '../../crm/suitecrm/modules/related-modules.ts';
import { unlistedValues } from '../../crm/suitecrm/modules/value-lists.ts';
import { localId, stepKey } from '../../domain/composite-keys.ts';
import { type Customer, phoneOf, withGapsFilled } from '../../domain/customer.ts';
import { contactId, contactIdentity, emailKey, phoneKey } from '../../domain/record-ids.ts';
import type { LinkKey } from '../../links/links.ts';
import type { SuiteCrmRun } from '../run.ts';
import { eachOf } from '../runner/side-by-side.ts';
import { createRecord } from '../steps/create-record.ts';
import { findContact } from '../steps/find-contact.ts';
import { relate } from '../steps/relate.ts';
import { seeRelations } from '../steps/see-relations.ts';
import { addMissingAddress } from './contact-address.ts';

/**
 * The customer's contact: by the mapping, else by the address in the CRM, else a new one (guideline 2.1 and 2.2). What an order
 * does not say of its customer, the address above all, is taken from the registration.
 */
export async function provideContact(run: SuiteCrmRun, ordering: Customer): Promise<string> {
  const linked = await linkedContact(run, ordering);
  if (linked !== null) {
    await addMissingAddress(run, linked, ordering);
    return linked;
  }
  const registered = ordering.userId === null ? null : await run.readRegistration(ordering.userId);
  const customer = registered === null ? ordering : withGapsFilled(ordering, registered);
  const id = contactId(contactIdentity(run.unit.name, customer));
  // The events of one customer run one by one, but an order may name its customer by the user alone.
  return await run.exclusively(`${CONTACTS} ${id}`, { module: CONTACTS, crmId: id }, async () => {
    const keys = contactKeys(run.unit.name, customer);
    const known = await linkedContact(run, customer);
    if (known !== null) return known;
    const found = customer.email === null ? null : await findContact(run, customer.email, keys);
    if (found !== null) return found;
    return await createRecord(run, {
      key: 'contact',
      module: CONTACTS,
      id,
      attributes: contactAttributes(customer, run.unit),
      links: keys,
      inspect: () => ({ warnings: unlistedValues(customer).map((warning) => `${CONTACTS}: ${warning}`) }),
    });
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
      await run.link(
        user.map((other) => ({ ...other, module: CONTACTS, crmId: link.crmId, origin: 'found' as const })),
      );
    }
    return link.crmId;
  }
  return null;
}

/** Relates the contact to each target list of the unit (guideline 2.5), once. */
export async function addToTargetLists(run: SuiteCrmRun, contact: string): Promise<void> {
  const membership = (list: string): LinkKey => ({
    kind: 'membership',
    businessUnit: '',
    localId: localId(list, contact),
  });
  const joined = await eachOf(run.unit.prospectListIds, run.settings.width, async (list) => {
    if ((await run.links.find(membership(list))) !== null) return [];
    await run.exclusively(`${CONTACTS} ${contact}`, { module: CONTACTS, crmId: contact }, () =>
      relate(run, {
        key: stepKey('target', 'list', list),
        module: PROSPECT_LISTS,
        id: list,
        relatedModule: CONTACTS,
        relatedId: contact,
        links: run.settings.verifyRelations ? [] : [membership(list)],
      }),
    );
    return [list];
  });
  const lists = joined.flat();
  // Asked of the contact: a target list does not name its link to contacts.
  await seeRelations(run, {
    key: stepKey('target', 'lists', 'seen'),
    module: CONTACTS,
    id: contact,
    relatedModule: PROSPECT_LISTS,
    relatedIds: lists,
    relateAgain: (list) => run.crm.relate(PROSPECT_LISTS, list, CONTACTS, contact, run.context),
    links: lists.map(membership),
  });
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
