import Type from 'typebox';
import { CONTACTS } from '../../crm/suitecrm/modules/contacts.ts';
import { emailKey } from '../../domain/record-ids.ts';
import type { SuiteCrmRun } from '../run.ts';

/** GET Contacts by address: the ids of those whose own `email1` it is. */
export async function findAddress(run: SuiteCrmRun, email: string): Promise<readonly string[]> {
  return await run.runner.step(
    { key: 'address look-up', verb: 'GET', module: CONTACTS, request: { email1: email } },
    Type.Array(Type.String()),
    async () => {
      const { records } = await run.crm.search(CONTACTS, { filter: { email1: email }, size: 20 }, run.context);
      const own = records.filter((record) => emailKey(record.attributes.email1 ?? null) === emailKey(email));
      const ids = [...new Set(own.map((record) => record.id))];
      return { output: ids, response: ids };
    },
  );
}
