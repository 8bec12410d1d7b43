import Type from 'typebox';
import {
  EMAIL_ADDRESSES,
  emailAddressAttributes,
  optOutAttributes,
} from '../../../crm/suitecrm/modules/email-addresses.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import { emailAddressId } from '../../../domain/record-ids.ts';
import { createInLine } from '../record/create-in-line.ts';
import { search } from '../record/find-record.ts';
import { updateRecord } from '../record/update-record.ts';
import type { SharedRun } from '../run.ts';

/**
 * The row of an address, which all who carry it share: the CRM's own, else a new one. SuiteCRM never refuses a second row of one text, so
 * it is looked for first, and nobody else of us looks or makes one meanwhile.
 */
export async function provideEmailRow(run: SharedRun, email: string): Promise<string> {
  const idOf = (turn: number) => emailAddressId(email, turn);
  const writes = { module: EMAIL_ADDRESSES, crmId: idOf(1) };
  return await run.exclusively(`${EMAIL_ADDRESSES} ${email.toLowerCase()}`, writes, async () => {
    const found = await findEmailRow(run, email);
    if (found !== null) return found;
    return await createInLine(run, 1, (turn) => ({
      key: stepKey('address', idOf(1), ...(turn === 1 ? [] : [`#${turn}`])),
      module: EMAIL_ADDRESSES,
      id: idOf(turn),
      attributes: emailAddressAttributes(email),
      links: [],
    }));
  });
}

/** GET EmailAddresses: of several rows of one text that which SuiteCRM itself finds, by its capitals. */
async function findEmailRow(run: SharedRun, email: string): Promise<string | null> {
  const same = (text: string | undefined) => text?.toLowerCase() === email.toLowerCase();
  return await run.runner.step(
    {
      key: stepKey('address', emailAddressId(email), 'look-up'),
      verb: 'GET',
      module: EMAIL_ADDRESSES,
      request: { email_address: email },
    },
    Type.Union([Type.String(), Type.Null()]),
    async () => {
      const { matching, shown } = await search(run, {
        module: EMAIL_ADDRESSES,
        filter: { email_address: email },
        matches: ({ attributes }: CrmRecord) => same(attributes.email_address),
      });
      const found = matching.find(({ attributes }) => same(attributes.email_address_caps)) ?? matching[0];
      return { output: found?.id ?? null, crmId: found?.id ?? null, response: shown };
    },
  );
}

/** PATCH EmailAddresses: whether the owner of an address wants no mail. */
export async function changeOptOut(run: SharedRun, row: string, optOut: boolean): Promise<void> {
  await run.exclusively(`${EMAIL_ADDRESSES} ${row}`, { module: EMAIL_ADDRESSES, crmId: row }, () =>
    updateRecord(run, {
      key: stepKey('address', row, 'opt-out'),
      module: EMAIL_ADDRESSES,
      id: row,
      attributes: optOutAttributes(optOut),
    }),
  );
}
