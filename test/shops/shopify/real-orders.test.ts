import { describe, expect, test } from 'vitest';
import { Decimal, plainText } from '../../../src/domain/money.ts';
import type { Shop } from '../../../src/shops/shop.ts';
import { asEvent, asSample, type Sample, shopifySample, shopifyShop, told } from '../../support/shops/shopify.ts';

const ORDERS: readonly (readonly [file: string, ...wraps: string[]])[] = [
  ['08-order-hkd-percentage-code-and-automatic-discount'],
  ['09-order-hkd-fixed-code-and-automatic-discount'],
  ['10-order-aud-shop-usd-presentment'],
  ['11-order-pln-tax-exclusive-multi-quantity'],
  ['12-rest-order-2026-07-partially-refunded', 'order'],
  ['15-order-eur-de-tax-inclusive'],
  ['16-order-aud-tax-inclusive-only-shipping-taxed'],
  ['17-order-uah-tax-inclusive-half-cent'],
  ['18-order-eur-shop-gbp-presentment-paid-by-gift-card'],
  ['19-order-twd-no-tax-lines', 'order'],
];
const SIDES = { shop: 'shop_money', presentment: 'presentment_money' } as const;

/** The shop's own figure, in one of its currencies; null where the sample does not tell it. */
function own(order: Sample, name: string, currency: Shop['currency']): Decimal | null {
  const set = order[`${name}_set`];
  const amount = set ? asSample(asSample(set)[SIDES[currency]]).amount : order[name];
  return amount === undefined ? null : new Decimal(String(amount));
}

function numbers(list: unknown): Sample[] {
  return Array.isArray(list) ? list.map(asSample) : [];
}

/** Off the shipping lines. */
function offFreight(order: Sample): Decimal {
  const allocations = numbers(order.shipping_lines).flatMap((line) => numbers(line.discount_allocations));
  return allocations.reduce((sum, { amount }) => sum.plus(String(amount)), new Decimal(0));
}

describe('an order of a real shop becomes an order of ours with every figure of its own', () => {
  for (const [file, ...wraps] of ORDERS) {
    for (const currency of ['shop', 'presentment'] as const) {
      test(`${file}, in the currency of the ${currency}`, async () => {
        // What came back of 12 is told apart, below.
        const order: Sample = { ...(await shopifySample(file, ...wraps)), refunds: [] };
        const { orders, warnings } = told('orders/paid', order, shopifyShop({ currency }));
        expect(warnings).toEqual([]);
        const read = asEvent('order.paid', { status: orders[0]?.status, ...orders[0]?.data });
        if (!read.ok || read.event.type !== 'order.paid') throw new Error(JSON.stringify(read));
        expect(read.warnings).toEqual([]);
        const { invoice } = read.event.priced;
        const texts = (amounts: readonly (Decimal | null)[]) => amounts.map((amount) => amount && plainText(amount));
        expect(texts([invoice.totalAmount, invoice.taxAmount])).toEqual(
          texts([own(order, 'total_price', currency), own(order, 'total_tax', currency)]),
        );
        const freight = own(order, 'total_shipping_price', currency);
        const inclusive = order.taxes_included === true;
        const shown = inclusive ? invoice.shippingAmount.plus(invoice.shippingTaxAmount) : invoice.shippingAmount;
        if (freight !== null) expect(plainText(shown)).toBe(plainText(freight));
        const off = own(order, 'total_discounts', currency)?.minus(offFreight(order));
        if (!inclusive) expect(plainText(invoice.discountAmount.negated())).toBe(plainText(off ?? new Decimal(0)));
      });
    }
  }
});

test("the sums of Shopify's own test notification are refused, and both are named", async () => {
  const order = await shopifySample('01-orders-paid-test-notification', 'body');
  expect(() => told('orders/paid', order)).toThrow(
    "The order's total_price is 388, but its lines, fees and freight make 408.",
  );
});
