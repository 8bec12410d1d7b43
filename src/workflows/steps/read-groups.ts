import Type from 'typebox';
import { INVOICES } from '../../crm/suitecrm/modules/invoices.ts';
import { LINE_ITEM_GROUPS } from '../../crm/suitecrm/modules/line-item-groups.ts';
import type { CrmRecord } from '../../crm/suitecrm/types.ts';
import type { SuiteCrmRun } from '../run.ts';
import { eachOf } from '../runner/side-by-side.ts';
import { RecordSchema } from './find-invoice.ts';

const LINK = 'aos_line_item_groups';

/** GET of all groups of an invoice (guideline 4.2). Servers up to 7.11.18 name only the ids; then each one is read by itself. */
export async function readGroups(run: SuiteCrmRun, invoice: string): Promise<CrmRecord[]> {
  return await run.runner.step(
    { key: 'original groups', verb: 'GET', module: INVOICES, crmId: invoice, request: { link: LINK } },
    Type.Array(RecordSchema),
    async () => {
      const related = await run.crm.related(INVOICES, invoice, LINK, run.context);
      const groups = await eachOf(related, run.settings.width, async (group) =>
        Object.keys(group.attributes).length > 0
          ? group
          : ((await run.crm.find(LINE_ITEM_GROUPS, group.id, run.context)) ?? group),
      );
      return {
        output: groups.map(({ id, attributes }) => ({ id, attributes: { ...attributes } })),
        response: groups.map((group) => group.id),
      };
    },
  );
}
