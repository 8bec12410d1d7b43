import Type from 'typebox';
import { LINE_ITEMS } from '../../crm/suitecrm/modules/line-items.ts';
import type { CrmRecord } from '../../crm/suitecrm/types.ts';
import type { SuiteCrmRun } from '../run.ts';
import { RecordSchema } from './find-invoice.ts';

const PAGE_SIZE = 100;

/** GET of all lines of an invoice, page by page: without a page size SuiteCRM stops at 20 and does not say so. */
export async function readLines(run: SuiteCrmRun, invoice: string): Promise<CrmRecord[]> {
  const found = await run.runner.step(
    { key: 'original lines', verb: 'GET', module: LINE_ITEMS, request: { parent_id: invoice } },
    Type.Union([Type.Array(RecordSchema), Type.Null()]),
    async () => {
      const lines: CrmRecord[] = [];
      for (let page = 1, pages = 1; page <= pages; page += 1) {
        const query = { filter: { parent_id: invoice }, size: PAGE_SIZE, page };
        const { records, totalPages } = await run.crm.search(LINE_ITEMS, query, run.context);
        lines.push(...records);
        pages = totalPages;
      }
      return {
        // Null where there are none: they are looked for again once somebody has added them.
        output: lines.length === 0 ? null : lines.map(({ id, attributes }) => ({ id, attributes: { ...attributes } })),
        response: lines.map((line) => line.id),
      };
    },
  );
  return found ?? [];
}
