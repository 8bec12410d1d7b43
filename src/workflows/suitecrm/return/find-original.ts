import Type from 'typebox';
import { INVOICES, readInvoiceBuyer } from '../../../crm/suitecrm/modules/invoices.ts';
import { findStanding } from '../../../crm/suitecrm/standing.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import type { Refund } from '../../../domain/refund.ts';
import type { UpdateKey } from '../../../links/applied-updates.ts';
import type { LinkKey } from '../../../links/link.ts';
import { OrderCanceled, UnreadableInvoice } from '../errors.ts';
import type { ReturnRun, StepRun } from '../run.ts';
import { findInvoice, RecordSchema, readInvoice, refuseCanceled } from './find-invoice.ts';
import { originalFromCrm } from './original-from-crm.ts';
import { originalFromOrder } from './original-from-order.ts';
import type { OriginalInvoice } from './original-invoice.ts';

/** The original, or what the refund has to wait for. */
export type FoundOriginal = { readonly original: OriginalInvoice } | { readonly waitingFor: string };

/**
 * The invoice that a refund takes back (guideline 4.1 and 4.2): from the mapping and the stored order, else from the CRM by
 * name. A refund waits for an order that is still on its way, that is dead, that is not paid, or of which nobody knows.
 */
export async function findOriginal(run: ReturnRun, refund: Refund): Promise<FoundOriginal> {
  const key: LinkKey = { kind: 'order', businessUnit: run.unit.name, localId: refund.orderId };
  const link = await run.links.find(key);
  const order = await run.history.doneOrder(run.unit.name, refund.orderId);
  const unpaid = (invoice: string) => ({ waitingFor: `order ${refund.orderId} (${INVOICES} ${invoice} is not paid)` });
  if (link !== null && order !== null) {
    const sold = run.recallOrder(order);
    // A sale that was paid is asked no more: only one that was not, or that was updated, may have changed since. What retention took tells
    // neither.
    const isKept = sold?.isRemoved === false;
    const isPaid = isKept && sold.order.status === 'Paid' && !(await wasUpdated(run, refund.orderId));
    const seen = isPaid ? null : await seePaid(run, link.crmId, refund.orderId);
    if (!isPaid && seen === null) return unpaid(link.crmId);
    const original = sold === null ? null : await originalFromOrder(run, link.crmId, order.id, sold);
    if (original === null) return { original: await originalFromCrm(run, await readInvoice(run, link.crmId)) };
    return { original: seen === null ? original : asItStands(original, seen, { isKept }) };
  }
  const open = await run.history.openOrder(run.unit.name, refund.orderId);
  if (open !== null) return { waitingFor: `order ${refund.orderId} (event ${open.id} is ${open.status})` };
  if (link !== null && (await seePaid(run, link.crmId, refund.orderId)) === null) return unpaid(link.crmId);
  const invoice = link === null ? await findInvoice(run, refund.orderId, key) : await readInvoice(run, link.crmId);
  if (invoice === null) {
    await refuseCanceled(run, refund.orderId, key);
    return { waitingFor: `order ${refund.orderId} (not received, and no paid ${INVOICES} has this name)` };
  }
  return { original: await originalFromCrm(run, invoice) };
}

/** The figures as they were sold, to the addresses that its invoice shows by now; of a removed order nothing else tells whose it was. */
function asItStands(
  original: OriginalInvoice,
  invoice: CrmRecord,
  { isKept }: { readonly isKept: boolean },
): OriginalInvoice {
  const { contactId, billingAddress, shippingAddress } = readInvoiceBuyer(invoice);
  const known = isKept ? {} : { contactId, seen: true };
  return { ...original, ...known, billingAddress, shippingAddress };
}

/** Whether the shop told more of an order after it was taken in, or is about to. */
async function wasUpdated(run: ReturnRun, orderId: string): Promise<boolean> {
  const key: UpdateKey = { kind: 'order', businessUnit: run.unit.name, localId: orderId };
  return (await run.updates.find(key)) !== null || (await run.history.updateBegun(run.unit.name, orderId));
}

/**
 * GET of an invoice whose order was not paid when it was taken in, or may have changed since: the invoice once it is paid, else null. Throws
 * `OrderCanceled` for one that was canceled, and `UnreadableInvoice` for one that was deleted.
 */
export async function seePaid(run: StepRun, id: string, orderId: string): Promise<CrmRecord | null> {
  return await run.runner.step(
    { key: 'original status', verb: 'GET', module: INVOICES, crmId: id },
    // Null while it is not paid: it is looked at again by the next attempt.
    Type.Union([RecordSchema, Type.Null()]),
    async () => {
      const record = await findStanding(run.crm, INVOICES, id, run.context, run.settings.lookAgain);
      if (record === null) throw new UnreadableInvoice(id, 'it was deleted in the CRM');
      const { status = '' } = record.attributes;
      if (status === 'Canceled') throw new OrderCanceled(orderId, id);
      const output = status === 'Not Paid' ? null : { id: record.id, attributes: { ...record.attributes } };
      return { output, response: { status } };
    },
  );
}
