import { INVOICES } from '../crm/suitecrm/modules/invoices.ts';
import type { Refund } from '../domain/refund.ts';
import { priceReturn } from '../domain/return-amounts.ts';
import { SHIPPING } from '../links/returned-lines.ts';
import { findOriginal } from './original/find-original.ts';
import type { OriginalInvoice } from './original/original-invoice.ts';
import { returnTree } from './original/return-tree.ts';
import { checkSold, takenBack } from './original/taken-back.ts';
import { addSecurityGroups, createGroups, createInvoice, createLines, type InvoiceTree } from './parts/invoice.ts';
import { DONE, type SuiteCrmRun, type WorkflowResult } from './run.ts';
import { sideBySide } from './runner/side-by-side.ts';
import { relate } from './steps/relate.ts';

/**
 * Money was given back for an order, or for a part of it: guideline 4 records a return that cancels the original, and relates the
 * original to it. A refund whose order is not in the CRM yet waits for it.
 */
export async function returnOrder(run: SuiteCrmRun, refund: Refund): Promise<WorkflowResult> {
  const found = await findOriginal(run, refund);
  if ('waitingFor' in found) return found;
  const { original } = found;
  await recordReturn(run, original, await priceRefund(run, refund, original));
  return DONE;
}

async function priceRefund(run: SuiteCrmRun, refund: Refund, original: OriginalInvoice): Promise<InvoiceTree> {
  const { orderId, refundId } = refund;
  const wanted = takenBack(run.unit.name, refund, original);
  const taken = await run.returnedLines.reserve({ businessUnit: run.unit.name, orderId, refundId }, wanted);
  checkSold(original, taken);
  const sold = {
    minorUnits: original.minorUnits,
    shipping: original.shipping,
    groups: original.groups.map(({ id, lines }) => ({
      key: id,
      lines: lines.map((line) => ({ key: line.id, amounts: line.amounts })),
    })),
  };
  const lines = new Map([...taken].filter(([key]) => key !== SHIPPING));
  return returnTree(run.unit, refund, original, priceReturn(sold, lines, taken.has(SHIPPING)));
}

async function recordReturn(run: SuiteCrmRun, original: OriginalInvoice, tree: InvoiceTree): Promise<void> {
  await createInvoice(run, tree);
  await sideBySide(
    () => createGroups(run, tree),
    () => createLines(run, tree),
    () =>
      relate(run, {
        key: 'return of original',
        module: INVOICES,
        id: original.id,
        relatedModule: INVOICES,
        relatedId: tree.invoice.id,
      }),
    () => addSecurityGroups(run, tree.invoice.id),
  );
}
