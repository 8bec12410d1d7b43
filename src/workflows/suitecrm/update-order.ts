import { INVOICES, invoiceChanges } from '../../crm/suitecrm/modules/invoices.ts';
import type { OrderUpdate } from '../../domain/order-update.ts';
import { ofMoney } from '../../domain/warning.ts';
import { UPDATE_STEP } from '../../inbox/order-history.ts';
import type { UpdateKey } from '../../links/applied-updates.ts';
import { DONE, type WorkflowResult } from '../outcome.ts';
import { InvoiceGone } from './errors.ts';
import { seeRecord } from './record/see-record.ts';
import { updateRecord } from './record/update-record.ts';
import type { CustomerRun, KnowingRun, UpdatingRun } from './run.ts';
import { convertPayer } from './update/payer.ts';
import { comesTooLate } from './update/stale.ts';
import { findUpdated } from './update/updated-invoice.ts';

/** What an update of an order needs. */
export interface OrderUpdateRun extends CustomerRun, KnowingRun, UpdatingRun {}

/**
 * A shop tells later of an order: its invoice gets the status, the addresses and the description that the update names, and whatever
 * else people wrote there stays. The update that makes it paid makes its buyer a customer; who has become one stays one. An update
 * whose order is not in the CRM yet waits for it; one that is older than what stands changes nothing.
 */
export async function updateOrder(run: OrderUpdateRun, update: OrderUpdate): Promise<WorkflowResult> {
  const { orderId, updatedAt, changes, told } = update;
  const found = await findUpdated(run, orderId);
  if ('waitingFor' in found) return found;
  const { invoice, order } = found;
  const key: UpdateKey = { kind: 'order', businessUnit: run.unit.name, localId: orderId };
  if (await comesTooLate(run, { key, updatedAt, step: UPDATE_STEP, told })) return DONE;
  const isChanged = run.runner.isDone(UPDATE_STEP);
  const fields = ['status', 'billing_contact_id'];
  const seen = await seeRecord(run, { key: 'invoice seen', module: INVOICES, id: invoice, fields });
  if (seen === null) throw new InvoiceGone(orderId, invoice);
  // One that timed out and came to no end must not overtake this one.
  await run.exclusively(`${INVOICES} ${invoice}`, { module: INVOICES, crmId: invoice }, () =>
    updateRecord(run, { key: UPDATE_STEP, module: INVOICES, id: invoice, attributes: invoiceChanges(changes) }),
  );
  await run.updates.apply(key, updatedAt);
  // A replay may come after a newer update, and finds what that one made of it.
  const status = isChanged ? seen.status : changes.status;
  if (changes.status === 'Paid' && status === 'Paid')
    await convertPayer(run, order?.customer ?? null, { invoice, contact: seen.billing_contact_id ?? '' });
  if (changes.status !== undefined && changes.status !== 'Paid') await warnOfReturns(run, update, invoice);
  return DONE;
}

/** Money that was given back of an order which counts as not paid any more is counted twice: people are to look. */
async function warnOfReturns(run: OrderUpdateRun, { orderId, changes }: OrderUpdate, invoice: string): Promise<void> {
  const refunds = await run.history.doneRefunds(run.unit.name, orderId);
  if (refunds.length === 0) return;
  const returns = `returns of it stand (refund ${refunds.join(', ')})`;
  run.warn(
    ofMoney(`${INVOICES} ${invoice} is ${changes.status} now, and ${returns}: see that nothing is taken back twice`),
  );
}
