import { DatabaseFailure } from '../../crm/suitecrm/errors.ts';
import { CONTACTS } from '../../crm/suitecrm/modules/contacts.ts';
import { LEADS } from '../../crm/suitecrm/modules/leads.ts';
import { type Finding, topic } from '../finding.ts';
import type { CheckedRecord, CrmReader } from './crm-reader.ts';
import { type Check, orRefusal } from './examination.ts';

const FILTER = topic('SuiteCRM filter by e-mail');
const PAGE = 20;
const NOBODY = 'nobody@tillbridge.invalid';

/** Records that are sought by their address, and what goes wrong where they are not found. */
interface Sought {
  readonly module: string;
  /** One of them, in a word. */
  readonly word: string;
  readonly stops: string;
  readonly doubles: string;
}

const SOUGHT_CONTACTS: Sought = {
  module: CONTACTS,
  word: 'contact',
  stops: 'orders of customers who are not linked yet stop',
  doubles: 'each of its orders would make a new contact',
};
const SOUGHT_LEADS: Sought = {
  module: LEADS,
  word: 'lead',
  stops: 'registrations stop',
  doubles: 'its registration would make a new lead',
};

/**
 * Whether contacts, and leads where a unit looks for them, are found by their address: SuiteCRM 7.11.14 to 7.12.2 answers every such filter
 * with a database failure. Asked for the address of a record that is there; without one, whether the filter is answered at all.
 */
export const checkEmailFilter: Check = async ({ crm, units }) => {
  const contacts = await orRefusal(FILTER, async () => [await tryFilter(crm, SOUGHT_CONTACTS)]);
  // What is wrong with one filter is wrong with the other.
  const isWrong = contacts.some(({ severity }) => severity === 'error');
  if (isWrong || !units.some(({ leadLookup }) => leadLookup)) return contacts;
  return [...contacts, ...(await orRefusal(FILTER, async () => [await tryFilter(crm, SOUGHT_LEADS)]))];
};

async function tryFilter(crm: CrmReader, { module, word, stops, doubles }: Sought): Promise<Finding> {
  const known = (await crm.list(module, PAGE)).find(({ attributes }) => (attributes.email1 ?? '') !== '');
  let found: readonly CheckedRecord[];
  try {
    found = await crm.list(module, PAGE, { email1: known?.attributes.email1 ?? NOBODY });
  } catch (error) {
    if (!(error instanceof DatabaseFailure)) throw error;
    const what = `The CRM fails when ${word}s are filtered by address: ${stops}`;
    return FILTER.error(what, 'Use SuiteCRM 7.12.3 or later; 7.11.14 to 7.12.2 cannot do it');
  }
  if (known === undefined) {
    const what = `The filter answers; no ${word} with an address can be seen, so whether it finds one was not tried`;
    return FILTER.warning(what, `Run the doctor again when the CRM has a ${word} with an e-mail address`);
  }
  if (found.some(({ id }) => id === known.id)) return FILTER.ok(`A ${word} is found by its address`);
  const what = `${word === 'lead' ? 'Lead' : 'Contact'} ${known.id} is not found by its own address: ${doubles}`;
  return FILTER.error(what, 'Check the rights of the API user, and suitecrm.log for the query that failed');
}
