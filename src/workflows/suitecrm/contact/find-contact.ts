import Type from 'typebox';
import { CONTACTS } from '../../../crm/suitecrm/modules/contacts.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import { contactId, emailKey } from '../../../domain/record-ids.ts';
import type { LinkOrigin, NewLink } from '../../../links/link.ts';
import { AmbiguousRecords } from '../errors.ts';
import { turnOf } from '../record/create-in-line.ts';
import { type Search, search } from '../record/find-record.ts';
import type { StepRun } from '../run.ts';

/**
 * GET Contacts by address (guideline 2.1). SuiteCRM's filter also finds contacts by a second or a removed address, and one
 * contact several times: only those whose own `email1` is the address count, each once. Throws `AmbiguousRecords` for several.
 * `gone`: a contact that is not there any more, whose successor is looked for. `own`: the address is the one that the event names.
 */
export async function findContact(
  run: StepRun,
  email: string,
  links: readonly Omit<NewLink, 'module' | 'crmId' | 'origin'>[],
  { gone, own }: { readonly gone: string | null; readonly own: boolean } = { gone: null, own: true },
): Promise<string | null> {
  const after = gone === null ? [] : ['after', gone];
  const key = stepKey('contact', 'look-up', ...(own ? [] : [email]), ...after);
  return await run.runner.step(
    { key, verb: 'GET', module: CONTACTS, request: { email1: email } },
    Type.Union([Type.String(), Type.Null()]),
    async () => {
      const { matching, shown } = await search(run, ownersOf(email));
      const ids = matching.map((record) => record.id).filter((id) => id !== gone);
      if (ids.length > 1) throw new AmbiguousRecords(CONTACTS, 'the same email1 as the customer', ids);
      const id = ids[0] ?? null;
      if (id === null) return { output: null, response: [...shown] };
      const found = links.map((link) => ({ ...link, module: CONTACTS, crmId: id, origin: originOfContact(id, email) }));
      return { output: id, crmId: id, response: ids, links: found };
    },
  );
}

/** A contact found under the id that we give the address is our own, from an attempt whose answer was lost. */
export function originOfContact(id: string, email: string): LinkOrigin {
  return turnOf(id, (turn) => contactId({ email: email.toLowerCase() }, turn)) > 0 ? 'created' : 'found';
}

/** GET Contacts by address: the ids of those whose own `email1` it is. */
export async function findAddress(run: StepRun, email: string): Promise<readonly string[]> {
  return await run.runner.step(
    { key: 'address look-up', verb: 'GET', module: CONTACTS, request: { email1: email }, renewed: true },
    Type.Array(Type.String()),
    async () => {
      const ids = await contactsWith(run, email);
      return { output: ids, response: ids };
    },
  );
}

/** One call: the ids of the contacts whose own `email1` an address is. */
export async function contactsWith(run: StepRun, email: string): Promise<string[]> {
  const { matching } = await search(run, ownersOf(email));
  return matching.map((record) => record.id);
}

/** SuiteCRM's filter also finds contacts by a second or a removed address, and one contact several times. */
function ownersOf(email: string): Search {
  const matches = ({ attributes }: CrmRecord) => emailKey(attributes.email1 ?? null) === emailKey(email);
  return { module: CONTACTS, filter: { email1: email }, matches };
}
