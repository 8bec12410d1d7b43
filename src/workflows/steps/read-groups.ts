import Type from 'typebox';
import { INVOICES } from '../../crm/suitecrm/modules/invoices.ts';
import { LINE_ITEM_GROUPS, readGroupRecord } from '../../crm/suitecrm/modules/line-item-groups.ts';
import type { CrmRecord } from '../../crm/suitecrm/types.ts';
import type { SuiteCrmRun } from '../run.ts';
import { eachOf } from '../runner/side-by-side.ts';
import { RecordSchema } from './find-invoice.ts';
import { readable } from './readable.ts';

const LINK = 'aos_line_item_groups';

/**
 * GET of all groups of an invoice (guideline 4.2). Servers up to 7.11.18 name only the ids; then each one is read by itself.
 * `key`: the name of the step. Throws `TooManyRecords`, and `UnreadableInvoice` for amounts that are none.
 */
export async function readGroups(
  run: SuiteCrmRun,
  invoice: string,
  key: 'original groups' | 'original groups again' = 'original groups',
): Promise<CrmRecord[]> {
  const found = await run.runner.step(
    { key, verb: 'GET', module: INVOICES, crmId: invoice, request: { link: LINK } },
    Type.Union([Type.Array(RecordSchema), Type.Null()]),
    async () => {
      const related = await run.crm.related(INVOICES, invoice, LINK, run.context);
      const groups = await eachOf(related, run.settings.width, async (group) =>
        Object.keys(group.attributes).length > 0
          ? group
          : ((await run.crm.find(LINE_ITEM_GROUPS, group.id, run.context)) ?? group),
      );
      for (const group of groups) readable(invoice, () => readGroupRecord(group));
      return {
        // Null where there are none: they are looked for again once somebody has added them.
        output:
          groups.length === 0 ? null : groups.map(({ id, attributes }) => ({ id, attributes: { ...attributes } })),
        response: groups.map((group) => group.id),
      };
    },
  );
  return found ?? [];
}
