import { BASE_CURRENCY, type CrmCurrency } from '../../../crm/suitecrm/currencies.ts';
import { Decimal } from '../../../domain/money.ts';
import { groupId, lineId } from '../../../domain/record-ids.ts';
import type { Sale } from '../../../inbox/order-history.ts';
import { linkedContact } from '../contact/contact.ts';
import type { RecalledOrder, ReturnRun } from '../run.ts';
import type { OriginalInvoice } from './original-invoice.ts';

/**
 * The original as the stored order describes it, without a call to the CRM: with the account and the rate that its invoice was made
 * with, whatever they are now. Null when the journal lacks these, or the mapping the contact or a product of it.
 */
export async function originalFromOrder(
  run: ReturnRun,
  invoiceId: string,
  eventId: string,
  { order, priced, isRemoved }: RecalledOrder,
): Promise<OriginalInvoice | null> {
  const sale = await run.history.sale(eventId);
  const currency = sale === null ? null : currencyOf(sale);
  if (sale === null || currency === null) return null;
  // Whose a removed order was, the CRM is asked.
  const contactId = order.customer === null || isRemoved ? '' : await linkedContact(run, order.customer);
  const lines = priced.groups.flatMap((group) => group.lines);
  const skus = lines.flatMap(({ line }) => (line.sku === null ? [] : [line.sku]));
  const products = await run.links.findMany('product', skus);
  const complete = skus.every((sku) => products.has(sku));
  if (contactId === null || !complete) return null;
  const groups = priced.groups.map((group, index) => ({
    id: groupId(run.unit.name, order.orderId, index + 1),
    name: group.name,
    description: group.description,
    stated: null,
    lines: group.lines.map(({ line: { lineId: name, sku, ...line }, amounts }, place) => ({
      id: lineId(run.unit.name, order.orderId, name),
      lineId: name,
      position: String(place + 1),
      name: line.name,
      description: line.description,
      sku: sku ?? '',
      productId: sku === null ? null : (products.get(sku) ?? null),
      amounts,
    })),
  }));
  const { shippingAmount, shippingTaxRate, shippingTaxAmount } = priced.invoice;
  return {
    id: invoiceId,
    name: order.orderNumber,
    accountId: sale.accountId,
    contactId,
    currency,
    decimals: order.decimals,
    billingAddress: order.billingAddress,
    shippingAddress: order.shippingAddress,
    shipping: { amount: shippingAmount, taxRate: shippingTaxRate, taxAmount: shippingTaxAmount },
    header: null,
    seen: false,
    groups,
  };
}

function currencyOf({ currencyId, conversionRate }: Sale): CrmCurrency | null {
  if (currencyId === BASE_CURRENCY.id) return BASE_CURRENCY;
  return conversionRate === null ? null : { id: currencyId, conversionRate: new Decimal(conversionRate) };
}
