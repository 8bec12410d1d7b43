import { INVOICES } from '../../crm/suitecrm/modules/invoices.ts';
import type { PricedOrder } from '../../domain/amounts/order-amounts.ts';
import type { OrderPaid } from '../../domain/events/order-paid.ts';
import type { Order } from '../../domain/order.ts';
import { ofRecord } from '../../domain/warning.ts';
import { DONE, type WorkflowResult } from '../outcome.ts';
import { sideBySide } from '../runner/side-by-side.ts';
import { adoptedInvoice, leaveAdopted } from './adopted-order.ts';
import { becomeCustomer } from './contact/become-customer.ts';
import { provideContact, replaceContact } from './contact/contact.ts';
import { withStandingContact } from './contact/lost-contact.ts';
import { provideCurrency } from './currency.ts';
import { addSecurityGroups, createInvoice, createParts, type InvoiceTree } from './invoice/invoice.ts';
import { orderTree } from './invoice/order-tree.ts';
import { provideProducts } from './product/product.ts';
import { addPromotions } from './promotion.ts';
import type { CustomerRun, SharedRun, UpdatingRun } from './run.ts';

/** What places an order. */
export interface OrderRun extends CustomerRun, UpdatingRun {}

/**
 * A customer paid an order: guideline 2.1 to 2.5 makes the customer a contact, 3.1 to 3.8 records the sale. What does not depend
 * on each other runs side by side; the invoice waits for the contact, the lines wait for the invoice and their products. An order that was
 * in the CRM before tillbridge stays as it is there.
 */
export async function placeOrder(run: OrderRun, event: OrderPaid): Promise<WorkflowResult> {
  const { order, priced } = event;
  const adopted = await adoptedInvoice(run, order.orderId);
  if (adopted !== null) {
    await leaveAdopted(run, adopted, event);
    return DONE;
  }
  const [contact, { currency, products }] = await sideBySide(
    () => buyerOf(run, order),
    () => provideGoods(run, order, priced),
  );
  await forBuyer(run, order, contact, async (buyer) => {
    const tree = orderTree(run.unit, order, { priced, contact: buyer, currency, products });
    await sideBySide(
      () => convertBuyer(run, order, buyer),
      () => recordSale(run, order, tree),
    );
  });
  return DONE;
}

/** People merge and delete contacts: where the buyer's is gone by the time it is named, the sale goes to the one that took its place. */
async function forBuyer(
  run: CustomerRun,
  { customer }: Order,
  contact: string | null,
  work: (buyer: string | null) => Promise<void>,
): Promise<void> {
  if (customer === null || contact === null) return await work(null);
  await withStandingContact(contact, (gone) => replaceContact(run, customer, gone), work);
}

/** The contact who bought; null where nobody is known, as at a till. */
async function buyerOf(run: CustomerRun, { customer }: Order): Promise<string | null> {
  return customer === null ? null : await provideContact(run, customer);
}

/** Who has not paid yet stays a lead, and is on no list of customers. */
async function convertBuyer(run: SharedRun, { customer, status }: Order, contact: string | null): Promise<void> {
  if (contact !== null && status === 'Paid') await becomeCustomer(run, customer, contact);
}

async function provideGoods(run: SharedRun, order: Order, { groups }: PricedOrder) {
  const currency = await provideCurrency(run, order.currency);
  return { currency, products: await provideProducts(run, order, groups, currency) };
}

async function recordSale(run: OrderRun, order: Order, wanted: InvoiceTree): Promise<void> {
  const { tree, settleNumber } = await createInvoice(run, wanted);
  await sideBySide(
    settleNumber,
    () => createParts(run, tree),
    () => addPromotions(run, order.promotions, tree.invoice.id),
    () => addSecurityGroups(run, tree.invoice.id),
  );
  if (tree.invoice.id !== wanted.invoice.id) await warnOfUpdates(run, order, tree.invoice.id);
}

/** An invoice that took the place of one that is gone is as the order was when it came. */
async function warnOfUpdates(run: OrderRun, { orderId }: Order, invoice: string): Promise<void> {
  const last = await run.updates.find({ kind: 'order', businessUnit: run.unit.name, localId: orderId });
  if (last === null) return;
  const update = last.eventId === null ? 'an update' : `event ${last.eventId}`;
  run.warn(
    ofRecord(
      `${INVOICES} ${invoice} was made as order ${orderId} came; ${update} changed it since: replay that with mode "again" as well`,
    ),
  );
}
