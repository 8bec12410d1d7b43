import { readInvoiceRecord } from '../../../crm/suitecrm/modules/invoices.ts';
import { type ReadGroup, readGroupRecord } from '../../../crm/suitecrm/modules/line-item-groups.ts';
import { type ReadLine, readLineRecord } from '../../../crm/suitecrm/modules/line-items.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { minorUnits } from '../../../domain/currency.ts';
import { sideBySide } from '../../runner/side-by-side.ts';
import { readCurrency } from '../currency.ts';
import { UnreadableInvoice } from '../errors.ts';
import type { SuiteCrmRun } from '../run.ts';
import type { OriginalGroup, OriginalInvoice } from './original-invoice.ts';
import { readGroups, readLines } from './read-parts.ts';

/** The original as it stands in the CRM, with all its groups: for an order that this service never saw. */
export async function originalFromCrm(run: SuiteCrmRun, record: CrmRecord): Promise<OriginalInvoice> {
  const invoice = readInvoiceRecord(record);
  const [currency, listed, records] = await sideBySide(
    () => readCurrency(run, invoice.currencyId, record.id),
    () => readGroups(run, record.id),
    () => readLines(run, record.id),
  );
  if (records.length === 0) throw new UnreadableInvoice(record.id, 'it has no lines');
  const lines = records.map(readLineRecord);
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
    minorUnits: minorUnits(currency.code),
    billingAddress,
    shippingAddress,
    shipping,
    header: invoice.amounts,
    seen: true,
    groups: sortIntoGroups(groups.map(readGroupRecord), lines),
  };
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
