import { minorUnits } from '../../domain/currency.ts';
import { priceOrder } from '../../domain/order-amounts.ts';
import { groupId, lineId } from '../../domain/record-ids.ts';
import type { StoredOrder } from '../../inbox/order-history.ts';
import { linkedContact } from '../parts/contact.ts';
import { provideCurrency } from '../parts/currency.ts';
import type { SuiteCrmRun } from '../run.ts';
import type { OriginalInvoice } from './original-invoice.ts';

/**
 * The original as the stored order describes it, without a call to the CRM but for a foreign currency. Null when the mapping
 * lacks the contact or a product of it.
 */
export async function originalFromOrder(
  run: SuiteCrmRun,
  invoiceId: string,
  stored: StoredOrder,
): Promise<OriginalInvoice | null> {
  const order = run.readOrder(stored);
  const contactId = await linkedContact(run, order.customer);
  const products = await run.links.findMany(
    'product',
    order.groups.flatMap((group) => group.lines.map((line) => line.sku)),
  );
  const priced = priceOrder(order);
  const groups = order.groups.map((group, index) => ({
    id: groupId(run.unit.name, order.orderId, index + 1),
    name: group.name,
    description: group.description,
    lines: group.lines.flatMap((line, place) => {
      const productId = products.get(line.sku);
      const amounts = priced.groups[index]?.lines[place];
      if (productId === undefined || amounts === undefined) return [];
      const id = lineId(run.unit.name, order.orderId, line.lineId);
      const { name, description, sku } = line;
      return [{ id, lineId: line.lineId, position: String(place + 1), name, description, sku, productId, amounts }];
    }),
  }));
  const complete = groups.every((group, index) => group.lines.length === order.groups[index]?.lines.length);
  if (contactId === null || !complete) return null;
  const { shippingAmount, shippingTaxRate, shippingTaxAmount } = priced.invoice;
  return {
    id: invoiceId,
    name: order.orderId,
    accountId: run.unit.accountId,
    contactId,
    currency: await provideCurrency(run, order.currency),
    minorUnits: minorUnits(order.currency),
    billingAddress: order.billingAddress,
    shippingAddress: order.shippingAddress,
    shipping: { amount: shippingAmount, taxRate: shippingTaxRate, taxAmount: shippingTaxAmount },
    groups,
  };
}
