import Type from 'typebox';
import { allPages } from '../../../crm/suitecrm/all-pages.ts';
import { INVOICES } from '../../../crm/suitecrm/modules/invoices.ts';
import { LINE_ITEM_GROUPS, readGroupRecord } from '../../../crm/suitecrm/modules/line-item-groups.ts';
import { LINE_ITEMS, readLineRecord } from '../../../crm/suitecrm/modules/line-items.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { MAX_LINES } from '../../../domain/order.ts';
import { eachOf } from '../../runner/side-by-side.ts';
import type { SuiteCrmRun } from '../run.ts';
import { RecordSchema, readable } from './find-invoice.ts';

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

const PAGE_SIZE = 100;

/**
 * GET of all lines of an invoice, page by page: without a page size SuiteCRM stops at 20 and does not say so. Throws
 * `TooManyRecords`, and `UnreadableInvoice` for amounts that are none.
 */
export async function readLines(run: SuiteCrmRun, invoice: string): Promise<CrmRecord[]> {
  const found = await run.runner.step(
    { key: 'original lines', verb: 'GET', module: LINE_ITEMS, request: { parent_id: invoice } },
    Type.Union([Type.Array(RecordSchema), Type.Null()]),
    async () => {
      const list = { what: `${LINE_ITEMS} of ${INVOICES} ${invoice}`, size: PAGE_SIZE, limit: MAX_LINES };
      const lines = await allPages(list, async (page) => {
        const query = { filter: { parent_id: invoice }, size: PAGE_SIZE, page };
        return await run.crm.search(LINE_ITEMS, query, run.context);
      });
      for (const line of lines) readable(invoice, () => readLineRecord(line));
      return {
        // Null where there are none: they are looked for again once somebody has added them.
        output: lines.length === 0 ? null : lines.map(({ id, attributes }) => ({ id, attributes: { ...attributes } })),
        response: lines.map((line) => line.id),
      };
    },
  );
  return found ?? [];
}
