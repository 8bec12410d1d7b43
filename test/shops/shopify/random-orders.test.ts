import fc from 'fast-check';
import { describe, test } from 'vitest';
import { plainText, sum, ZERO } from '../../../src/domain/money.ts';
import { asEvent, told } from '../../support/shops/shopify.ts';
import {
  baskets,
  type CountedOrder,
  countingShops,
  countOrder,
  countRefund,
} from '../../support/shops/shopify-count.ts';

const ORDERS = 10_000;
const REFUNDS = 2_000;
/** On a machine that has other things to do as well, in milliseconds. */
const PATIENCE = 90_000;
const KINDS = [false, true].flatMap((inclusive) => ([1, 2] as const).map((taxes) => ({ inclusive, taxes })));

/** The figures of the order that intake makes of what is told. */
function figuresOf({ order }: CountedOrder) {
  const { orders, warnings } = told('orders/paid', order);
  if (warnings.length > 0) throw new Error(JSON.stringify(warnings));
  const read = asEvent('order.paid', { status: orders[0]?.status, ...orders[0]?.data });
  if (!read.ok || read.event.type !== 'order.paid') throw new Error(JSON.stringify(read));
  const { invoice } = read.event.priced;
  const inclusive = order.taxes_included === true;
  return {
    total: plainText(invoice.totalAmount),
    tax: plainText(invoice.taxAmount),
    freight: plainText(inclusive ? invoice.shippingAmount.plus(invoice.shippingTaxAmount) : invoice.shippingAmount),
    // Where prices hold their tax, so do the discounts, and ours do not.
    ...(inclusive ? {} : { discount: plainText(invoice.discountAmount.negated()) }),
  };
}

function givenBack(data: Readonly<Record<string, unknown>> | null | undefined): string {
  const read = asEvent('order.refunded', data);
  if (!read.ok || read.event.type !== 'order.refunded') throw new Error(JSON.stringify(read));
  const { lines, shipping, money } = read.event.refund;
  if (lines === 'rest' || shipping !== 'none' || money !== null) throw new Error('More than its lines is given back');
  return plainText(sum(lines.flatMap(({ amount, taxAmount }) => [amount ?? ZERO, taxAmount ?? ZERO])));
}

/** Cheaper than `expect`, of which a hundred thousand take longer than what is tried. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

describe.each(KINDS)(`prices that hold their tax: $inclusive, taxes of a line: $taxes`, ({ inclusive, taxes }) => {
  test(`${ORDERS} random orders have every figure of the shop`, { timeout: PATIENCE }, () => {
    fc.assert(
      fc.property(baskets, countingShops(inclusive, taxes), (basket, shop) => {
        const counted = countOrder(basket, shop);
        const { total, tax, freight, discount } = counted;
        return same(figuresOf(counted), { total, tax, freight, ...(inclusive ? {} : { discount }) });
      }),
      { seed: 20_261_127, numRuns: ORDERS },
    );
  });

  test(`${REFUNDS} random refunds give back what was paid, by the order as alone`, { timeout: PATIENCE }, () => {
    const wanted = fc.array(fc.nat(4), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(baskets, countingShops(inclusive, taxes), wanted, (basket, shop, parts) => {
        const counted = countOrder(basket, shop);
        const { refund, paid } = countRefund(counted, parts, shop);
        const ofOrder = told('orders/updated', { ...counted.order, refunds: [refund] }).refunds;
        const isSame = same(told('refunds/create', refund).refunds, ofOrder);
        return isSame && (paid === '0' ? ofOrder.length === 0 : givenBack(ofOrder[0]?.data) === paid);
      }),
      { seed: 20_261_127, numRuns: REFUNDS },
    );
  });
});
