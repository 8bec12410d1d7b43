import Type from 'typebox';
import { CONTACTS } from '../../../crm/suitecrm/modules/contacts.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import { ofRecord } from '../../../domain/warning.ts';
import { CONTACT_LINKS } from '../contact/buyer.ts';
import { contactsWith } from '../contact/find-contact.ts';
import { AmbiguousRecords } from '../errors.ts';
import { seeRecord } from '../record/see-record.ts';
import type { SharedRun } from '../run.ts';

/**
 * Throws `AmbiguousRecords` where an address that is to become a contact's is another contact's, by the mapping or in the CRM: whether
 * both are one person is for people to say. One that they merged into this contact meanwhile is none.
 */
export async function refuseTakenEmail(run: SharedRun, contact: string, email: string): Promise<void> {
  const linked = await run.links.find({ kind: 'contact', businessUnit: '', localId: email.toLowerCase() });
  const others = linked === null ? await otherOwners(run, contact, email) : [linked.crmId];
  for (const other of others) {
    if (other === contact) continue;
    const key = stepKey('contact', other, 'seen');
    const seen = await seeRecord(run, { key, module: CONTACTS, id: other });
    if (seen !== null) throw taken([contact, other]);
    await run.mend(
      CONTACT_LINKS,
      other,
      contact,
      ofRecord(`${CONTACTS} ${other} is gone from the CRM; ${contact} took its place`),
    );
  }
}

/** GET Contacts by the address, anew in each attempt: people may have merged contacts meanwhile. */
async function otherOwners(run: SharedRun, contact: string, email: string): Promise<readonly string[]> {
  return await run.runner.step(
    { key: 'new address look-up', verb: 'GET', module: CONTACTS, request: { email1: email }, fresh: true },
    Type.Array(Type.String()),
    async () => {
      const others = (await contactsWith(run, email)).filter((id) => id !== contact);
      if (others.length > 0) throw taken([contact, ...others]);
      return { output: [], response: others };
    },
  );
}

function taken(ids: readonly string[]): AmbiguousRecords {
  return new AmbiguousRecords(CONTACTS, "a claim to the customer's new address", ids);
}
