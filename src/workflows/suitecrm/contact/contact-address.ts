import { CONTACTS } from '../../../crm/suitecrm/modules/contacts.ts';
import type { Customer } from '../../../domain/customer.ts';
import { contactId, emailKey } from '../../../domain/record-ids.ts';
import { ofRecord } from '../../../domain/warning.ts';
import type { LinkKey } from '../../../links/link.ts';
import { updateRecord } from '../record/update-record.ts';
import type { SharedRun } from '../run.ts';
import { originOf } from './buyer.ts';
import { findAddress } from './find-contact.ts';
import { refuseLostContact } from './lost-contact.ts';

/**
 * A contact was made for a user without an address, and now the user has one: it becomes the contact's, so that a guest with
 * the same address is the same person. SuiteCRM takes an address by its API where there is none yet, and only there.
 */
export async function addMissingAddress(run: SharedRun, contact: string, customer: Customer): Promise<void> {
  const { userId, email } = customer;
  const address = emailKey(email);
  if (userId === null || email === null || address === null) return;
  if (contact !== contactId({ businessUnit: run.unit.name, userId })) return;
  const key: LinkKey = { kind: 'contact', businessUnit: '', localId: address };
  if ((await run.links.find(key)) !== null || (await run.links.hasAddress(contact, run.eventId))) return;
  await run.exclusively(`${CONTACTS} ${contact}`, { module: CONTACTS, crmId: contact }, async () => {
    const others = (await findAddress(run, email)).filter((id) => id !== contact);
    if (others.length > 0) {
      run.warn(
        ofRecord(
          `${CONTACTS} ${contact} stays without the customer's address: ${others.join(', ')} has it; merge them in the CRM`,
        ),
      );
      return;
    }
    const change = updateRecord(run, {
      key: 'contact address',
      module: CONTACTS,
      id: contact,
      attributes: { email1: email },
      links: [{ ...key, module: CONTACTS, crmId: contact, origin: 'created' }],
    });
    await change.catch(async (error: unknown) => {
      await refuseLostContact(run, contact, error);
      throw error;
    });
  });
}

/**
 * A user who is known orders with another address than before: the contact is known by it as well from now on, so that a guest with
 * that address is the same person. Where another contact of the CRM has it, both stay as they are, with a warning.
 */
export async function knowByAddress(run: SharedRun, contact: string, { userId, email }: Customer): Promise<void> {
  const address = emailKey(email);
  if (userId === null || email === null || address === null) return;
  const key: LinkKey = { kind: 'contact', businessUnit: '', localId: address };
  const linked = await run.links.find(key);
  if (linked?.crmId === contact) return;
  const others = linked === null ? (await findAddress(run, email)).filter((id) => id !== contact) : [linked.crmId];
  if (others.length > 0) {
    run.warn(
      ofRecord(`${CONTACTS} ${contact} ordered with an address that ${others.join(', ')} has; merge them in the CRM`),
    );
    return;
  }
  await run.link([{ ...key, module: CONTACTS, crmId: contact, origin: await originOf(run, contact) }]);
}
