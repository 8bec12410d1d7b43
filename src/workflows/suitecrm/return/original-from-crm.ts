import Type from 'typebox';
import { allPages } from '../../../crm/suitecrm/all-pages.ts';
import { INVOICES, readInvoiceRecord } from '../../../crm/suitecrm/modules/invoices.ts';
import { LINE_ITEM_GROUPS, type ReadGroup, readGroupRecord } from '../../../crm/suitecrm/modules/line-item-groups.ts';
import { LINE_ITEMS, type ReadLine, readLineRecord } from '../../../crm/suitecrm/modules/line-items.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { partsOf } from '../../../domain/composite-keys.ts';
import { minorUnits } from '../../../domain/currency.ts';
import { MAX_LINES } from '../../../domain/order.ts';
import { lineId } from '../../../domain/record-ids.ts';
import { eachOf, sideBySide } from '../../runner/side-by-side.ts';
import { readCurrency } from '../currency.ts';
import { UnreadableInvoice } from '../errors.ts';
import { turnOf } from '../record/create-in-line.ts';
import type { LinkedRun, StepRun } from '../run.ts';
import { RecordSchema, readAmounts } from './find-invoice.ts';
import type { OriginalGroup, OriginalInvoice } from './original-invoice.ts';

/** The original as it stands in the CRM, with all its groups: for an order that this service never saw. */
export async function originalFromCrm(run: LinkedRun, record: CrmRecord): Promise<OriginalInvoice> {
  const invoice = readInvoiceRecord(record);
  const [currency, listed, records] = await sideBySide(
    () => readCurrency(run, invoice.currencyId, record.id),
    () => readGroups(run, record.id),
    () => readLines(run, record.id),
  );
  if (records.length === 0) throw new UnreadableInvoice(record.id, 'it has no lines');
  const lines = await withFirstIds(run, records.map(readLineRecord));
  // SuiteCRM answers 200 and an empty list as well when its query fails: one that the lines contradict is not believed at once.
  const doubtful = listed.length === 0 && lines.some((line) => line.groupId !== '');
  const groups = doubtful ? await readGroups(run, record.id, 'original groups again') : listed;
  const { name, accountId, contactId, billingAddress, shippingAddress, shipping } = invoice;
  return {
    id: record.id,
    name,
    accountId,
    contactId,
    currency,
    decimals: minorUnits(currency.code),
    billingAddress,
    shippingAddress,
    shipping,
    header: invoice.amounts,
    seen: true,
    groups: sortIntoGroups(groups.map(readGroupRecord), lines),
  };
}

/**
 * A line that took the place of one that was deleted counts under the id that it had first: the ledger of what was given back knows it by
 * that, and the return of it derives its own from that.
 */
async function withFirstIds(run: LinkedRun, lines: readonly ReadLine[]): Promise<ReadLine[]> {
  const known = await run.links.placesOf(
    'line',
    lines.map(({ id }) => id),
  );
  return lines.map((line) => {
    const place = known.get(line.id);
    const [orderId, name] = place === undefined ? [] : partsOf(place.localId);
    if (place === undefined || orderId === undefined || name === undefined) return line;
    const idOf = (turn: number) => lineId(place.businessUnit, orderId, name, turn);
    return turnOf(line.id, idOf) > 1 ? { ...line, id: idOf(1) } : line;
  });
}

// A line whose group is gone keeps a place of its own at the end, so that no money is left out.
function sortIntoGroups(groups: readonly ReadGroup[], lines: readonly ReadLine[]): OriginalGroup[] {
  const known = new Set(groups.map((group) => group.id));
  const linesOf = (belongs: (line: ReadLine) => boolean) =>
    lines
      .filter(belongs)
      .sort((a, b) => byNumber(a.position, b.position))
      .map((line) => ({ ...line, lineId: null }));
  const ordered = [...groups].sort((a, b) => byNumber(a.position, b.position));
  return [
    ...ordered.map((group) => ({
      id: group.id,
      name: group.name,
      description: group.description,
      stated: group.amounts,
      lines: linesOf((line) => line.groupId === group.id),
    })),
    { id: '', name: '', description: '', stated: null, lines: linesOf((line) => !known.has(line.groupId)) },
  ].filter((group) => group.lines.length > 0);
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

const LINK = 'aos_line_item_groups';

/**
 * GET of all groups of an invoice (guideline 4.2). Servers up to 7.11.18 name only the ids; then each one is read by itself.
 * `key`: the name of the step. Throws `TooManyRecords`, and `UnreadableInvoice` for amounts that are none.
 */
export async function readGroups(
  run: StepRun,
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
      for (const group of groups) readAmounts(invoice, () => readGroupRecord(group));
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
export async function readLines(run: StepRun, invoice: string): Promise<CrmRecord[]> {
  const found = await run.runner.step(
    { key: 'original lines', verb: 'GET', module: LINE_ITEMS, request: { parent_id: invoice } },
    Type.Union([Type.Array(RecordSchema), Type.Null()]),
    async () => {
      const list = { what: `${LINE_ITEMS} of ${INVOICES} ${invoice}`, size: PAGE_SIZE, limit: MAX_LINES };
      const lines = await allPages(list, async (page) => {
        const query = { filter: { parent_id: invoice }, size: PAGE_SIZE, page };
        return await run.crm.search(LINE_ITEMS, query, run.context);
      });
      for (const line of lines) readAmounts(invoice, () => readLineRecord(line));
      return {
        // Null where there are none: they are looked for again once somebody has added them.
        output: lines.length === 0 ? null : lines.map(({ id, attributes }) => ({ id, attributes: { ...attributes } })),
        response: lines.map((line) => line.id),
      };
    },
  );
  return found ?? [];
}
