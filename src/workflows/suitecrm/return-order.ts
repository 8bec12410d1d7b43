import { INVOICES } from '../../crm/suitecrm/modules/invoices.ts';
import { LINE_ITEM_GROUPS } from '../../crm/suitecrm/modules/line-item-groups.ts';
import { type PricedReturn, priceReturn, priceWholeReturn } from '../../domain/amounts/return-amounts.ts';
import type { Shares } from '../../domain/amounts/shares.ts';
import type { SoldOrder } from '../../domain/amounts/sold-order.ts';
import { returnStatedGroup, returnStatedHeader, statedDifferences } from '../../domain/amounts/stated-figures.ts';
import { returnId } from '../../domain/record-ids.ts';
import type { Refund } from '../../domain/refund.ts';
import { ofMoney } from '../../domain/warning.ts';
import { RETURN_STEP, type RefundKey } from '../../links/returned-lines.ts';
import { DONE, type WorkflowResult } from '../outcome.ts';
import { sideBySide } from '../runner/side-by-side.ts';
import { UnreadableInvoice } from './errors.ts';
import { addSecurityGroups, createInvoice, createParts, type InvoiceTree } from './invoice/invoice.ts';
import { relateAll } from './record/relate.ts';
import { seeRecord } from './record/see-record.ts';
import { findOriginal } from './return/find-original.ts';
import type { OriginalInvoice } from './return/original-invoice.ts';
import { returnTree } from './return/return-tree.ts';
import { soldOrder, takenBack, wantedOf } from './return/taken-back.ts';
import type { LinkedRun, ReturnRun, SharedRun } from './run.ts';

/**
 * Money was given back for an order, or for a part of it: guideline 4 records a return that cancels the original, and relates the
 * original to it. A refund whose order is not in the CRM yet waits for it.
 */
export async function returnOrder(run: ReturnRun, refund: Refund): Promise<WorkflowResult> {
  const found = await findOriginal(run, refund);
  if ('waitingFor' in found) return found;
  const { original } = found;
  const { orderId, refundId } = refund;
  const key: RefundKey = { businessUnit: run.unit.name, orderId, refundId };
  const sold = soldOrder(original);
  const wanted = wantedOf(run.unit.name, refund, original);
  const { taken, before } = takenBack(sold, wanted, await run.returnedLines.read(key));
  const tree = priceRefund(run, refund, original, sold, taken);
  await refuseGone(run, original);
  const settled = await run.returnedLines.reserve(key, taken, before);
  const standing = await createReturn(run, key, tree);
  if (!settled) await run.returnedLines.settle(key, taken, before);
  await sideBySide(standing.settleNumber, () => completeReturn(run, original, standing.tree));
  return DONE;
}

async function createReturn(run: ReturnRun, key: RefundKey, tree: InvoiceTree) {
  try {
    return await createInvoice(run, tree);
  } catch (error) {
    await run.returnedLines.release(key);
    throw error;
  }
}

/** The relation to an original that is gone would fail as well, but with the return written by then. */
async function refuseGone(run: LinkedRun, original: OriginalInvoice): Promise<void> {
  const isBegun = run.runner.mode !== 'again' && run.runner.mayStand(RETURN_STEP);
  if (original.seen || isBegun) return;
  const { id } = original;
  const seen = await seeRecord(run, { key: 'original seen', module: INVOICES, id });
  if (seen === null) throw new UnreadableInvoice(id, 'it was deleted in the CRM');
}

function priceRefund(
  run: SharedRun,
  refund: Refund,
  original: OriginalInvoice,
  sold: SoldOrder,
  taken: Shares,
): InvoiceTree {
  // An attempt of an earlier version may have derived the id in another way.
  const id = run.runner.crmIdOf(RETURN_STEP) ?? returnId(run.unit.name, refund.orderId, refund.refundId);
  const priced = priceReturn(sold, taken);
  const isWhole = refund.lines === 'rest' && refund.shipping === 'rest';
  return returnTree(run.unit, id, refund, original, isWhole ? asStated(run, original, sold, priced) : priced);
}

/**
 * What only the CRM knows, and comes back whole, comes back with the figures that its invoice and its groups state, whatever their lines
 * make; of an order of which parts came back before, what is stated beyond these.
 */
function asStated(run: SharedRun, original: OriginalInvoice, sold: SoldOrder, priced: PricedReturn): PricedReturn {
  const all = priceWholeReturn(sold);
  const ofAll = new Map(all.groups.map((group) => [group.key, group.amounts]));
  const stated = new Map(original.groups.map((group) => [group.id, group.stated]));
  const groups = priced.groups.map((group) => {
    const [figures, whole] = [stated.get(group.key) ?? null, ofAll.get(group.key)];
    if (figures === null || whole === undefined) return group;
    for (const difference of statedDifferences(figures, whole, 'in the group'))
      run.warn(ofMoney(`${LINE_ITEM_GROUPS} ${group.key}: ${difference}; the return takes back what the group says`));
    return { ...group, amounts: returnStatedGroup(figures, whole, group.amounts) };
  });
  if (original.header === null) return { ...priced, groups };
  for (const difference of statedDifferences(original.header, all.invoice, 'in its header'))
    run.warn(ofMoney(`${INVOICES} ${original.id}: ${difference}; the return takes back what the header says`));
  return { groups, invoice: returnStatedHeader(original.header, all.invoice, priced.invoice) };
}

async function completeReturn(run: SharedRun, original: OriginalInvoice, tree: InvoiceTree): Promise<void> {
  await sideBySide(
    () => createParts(run, tree),
    () =>
      relateAll(run, {
        module: INVOICES,
        id: original.id,
        relatedModule: INVOICES,
        relatedIds: [tree.invoice.id],
        keyOf: () => 'return of original',
        seen: 'return of original seen',
      }),
    () => addSecurityGroups(run, tree.invoice.id),
  );
}
