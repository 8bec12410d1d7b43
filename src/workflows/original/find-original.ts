import { INVOICES } from '../../crm/suitecrm/modules/invoices.ts';
import type { Refund } from '../../domain/refund.ts';
import type { LinkKey } from '../../links/links.ts';
import type { SuiteCrmRun } from '../run.ts';
import { findInvoice, readInvoice, refuseCanceled } from '../steps/find-invoice.ts';
import { seePaid } from '../steps/see-paid.ts';
import { originalFromCrm } from './original-from-crm.ts';
import { originalFromOrder } from './original-from-order.ts';
import type { OriginalInvoice } from './original-invoice.ts';

/** The original, or what the refund has to wait for. */
export type FoundOriginal = { readonly original: OriginalInvoice } | { readonly waitingFor: string };

/**
 * The invoice that a refund takes back (guideline 4.1 and 4.2): from the mapping and the stored order, else from the CRM by
 * name. A refund waits for an order that is still on its way, that is dead, that is not paid, or of which nobody knows.
 */
export async function findOriginal(run: SuiteCrmRun, refund: Refund): Promise<FoundOriginal> {
  const key: LinkKey = { kind: 'order', businessUnit: run.unit.name, localId: refund.orderId };
  const link = await run.links.find(key);
  const order = await run.history.doneOrder(run.unit.name, refund.orderId);
  const unpaid = (invoice: string) => ({ waitingFor: `order ${refund.orderId} (${INVOICES} ${invoice} is not paid)` });
  if (link !== null && order !== null) {
    const { status } = run.readOrder(order);
    // A sale that was paid is asked no more: only one that was not may have changed since.
    if (status !== 'Paid' && !(await seePaid(run, link.crmId, refund.orderId))) return unpaid(link.crmId);
    const original = await originalFromOrder(run, link.crmId, order);
    return { original: original ?? (await originalFromCrm(run, await readInvoice(run, link.crmId))) };
  }
  const open = await run.history.openOrder(run.unit.name, refund.orderId);
  if (open !== null) return { waitingFor: `order ${refund.orderId} (event ${open.id} is ${open.status})` };
  if (link !== null && !(await seePaid(run, link.crmId, refund.orderId))) return unpaid(link.crmId);
  const invoice = link === null ? await findInvoice(run, refund.orderId, key) : await readInvoice(run, link.crmId);
  if (invoice === null) {
    await refuseCanceled(run, refund.orderId, key);
    return { waitingFor: `order ${refund.orderId} (not received, and no paid ${INVOICES} has this name)` };
  }
  return { original: await originalFromCrm(run, invoice) };
}
