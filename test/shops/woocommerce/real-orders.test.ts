import { describe, expect, test } from 'vitest';
import { Decimal, plainText, sum } from '../../../src/domain/money.ts';
import { DeliveryUnreadable } from '../../../src/shops/platform.ts';
import { onlyOrder, orderTold, takenOrder, wooSampleJson } from '../../support/shops/woocommerce.ts';

const ORDERS = [
  '01-order-chf-tax-inclusive-30282.json',
  '02-order-chf-tax-inclusive-30279.json',
  '03-order-usd-two-fees-tax-per-line-rounded.json',
  '04-order-usd-docs-727-tax-exclusive.json',
  '06-order-partially-refunded.json',
  '07-order-fully-refunded.json',
  '10-order-paid-partly-by-gift-cards.json',
  '15-order-pending-with-amount-only-refund.json',
];

describe('each real order stands with the figures of its shop', () => {
  test.for(ORDERS)('%s', async (file) => {
    const shop = await wooSampleJson(file);
    const order = onlyOrder(orderTold(shop));
    const { priced } = takenOrder(order);
    const cards = Array.isArray(shop.gift_cards) ? shop.gift_cards.map(({ amount }) => new Decimal(amount)) : [];
    const money = (name: string) => plainText(new Decimal(String(shop[name])));
    expect({
      total: plainText(priced.invoice.totalAmount.minus(sum(cards))),
      total_tax: plainText(priced.invoice.taxAmount),
      shipping_total: plainText(priced.invoice.shippingAmount),
      shipping_tax: plainText(priced.invoice.shippingTaxAmount),
      discount_total: plainText(priced.invoice.discountAmount.negated()),
    }).toEqual({
      total: money('total'),
      total_tax: money('total_tax'),
      shipping_total: money('shipping_total'),
      shipping_tax: money('shipping_tax'),
      discount_total: money('discount_total'),
    });
    const rounding = priced.groups.flatMap(({ lines }) => lines).filter(({ line }) => line.name.startsWith('Rounding'));
    expect(rounding).toEqual([]);
  });
});

describe('an order whose parts do not make its total at the source is refused with both figures', () => {
  test.for([
    ['05-order-coupon-fee-compound-tax-quantity-1.5-synthetic.json', '31.2', '289.7'],
    ['11-order-bundle-parent-and-child.json', '120.2', '75.2'],
  ] as const)('%s', async ([file, stated, made]) => {
    const body = await wooSampleJson(file);
    expect(() => orderTold(body)).toThrow(DeliveryUnreadable);
    expect(() => orderTold(body)).toThrow(`is ${stated}, but its lines, fees and shipping make ${made}`);
  });
});
