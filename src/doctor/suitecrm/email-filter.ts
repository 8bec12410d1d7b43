import { DatabaseFailure } from '../../crm/suitecrm/errors.ts';
import { CONTACTS } from '../../crm/suitecrm/modules/contacts.ts';
import { topic } from '../finding.ts';
import type { CheckedRecord } from './crm-reader.ts';
import { type Check, orRefusal } from './examination.ts';

const FILTER = topic('SuiteCRM filter by e-mail');
const PAGE = 20;
const NOBODY = 'nobody@tillbridge.invalid';

/**
 * Whether contacts are found by their address: SuiteCRM 7.11.14 to 7.12.2 answers every such filter with a database failure.
 * Asked for the address of a contact that is there; without one, whether the filter is answered at all.
 */
export const checkEmailFilter: Check = async ({ crm }) =>
  await orRefusal(FILTER, async () => {
    const known = (await crm.list(CONTACTS, PAGE)).find(({ attributes }) => (attributes.email1 ?? '') !== '');
    let found: readonly CheckedRecord[];
    try {
      found = await crm.list(CONTACTS, PAGE, { email1: known?.attributes.email1 ?? NOBODY });
    } catch (error) {
      if (!(error instanceof DatabaseFailure)) throw error;
      const what =
        'The CRM fails when contacts are filtered by address: orders of customers who are not linked yet stop';
      return [FILTER.error(what, 'Use SuiteCRM 7.12.3 or later; 7.11.14 to 7.12.2 cannot do it')];
    }
    if (known === undefined) {
      const what = 'The filter answers; no contact with an address can be seen, so whether it finds one was not tried';
      return [FILTER.warning(what, 'Run the doctor again when the CRM has a contact with an e-mail address')];
    }
    if (found.some(({ id }) => id === known.id)) return [FILTER.ok('A contact is found by its address')];
    const what = `Contact ${known.id} is not found by its own address: each of its orders would make a new contact`;
    return [FILTER.error(what, 'Check the rights of the API user, and suitecrm.log for the query that failed')];
  });
