import { describe, expect, test } from 'vitest';
import { Decimal, plainText, sum } from '../../../src/domain/money.ts';
import { asEvent, asSample, type Sample, shopifySample, shopifyShop, told } from '../../support/shops/shopify.ts';

/** All that a refund of ours gives back, with tax. */
function givenBack(data: Readonly<Record<string, unknown>> | null | undefined): string {
  const read = asEvent('order.refunded', data);
  if (!read.ok || read.event.type !== 'order.refunded') throw new Error(JSON.stringify(read));
  const { lines, shipping, money } = read.event.refund;
  if (lines === 'rest') throw new Error('The refund names no lines');
  const parts = [...lines, ...(typeof shipping === 'string' ? [] : [shipping]), ...(money === null ? [] : [money])];
  return plainText(
    sum(parts.flatMap(({ amount, taxAmount }) => [amount ?? new Decimal(0), taxAmount ?? new Decimal(0)])),
  );
}

const paidBack = (refund: Sample, changes: Sample) => ({
  ...refund,
  transactions: (Array.isArray(refund.transactions) ? refund.transactions : []).map((one) => ({
    ...asSample(one),
    ...changes,
  })),
});

describe('a refund of a real shop', () => {
  test('of freight, which is named twice, gives it back once', async () => {
    const refund = await shopifySample('14-rest-refund-shipping-2026-07', 'refund');
    const { refunds, warnings } = told('refunds/create', refund);
    expect(warnings).toEqual([]);
    expect(refunds).toEqual([
      {
        refundId: 'main:929361471',
        orderId: 'main:450789469',
        at: '2025-04-02T16:38:32.000Z',
        data: {
          refund_id: 'main:929361471',
          order_id: 'main:450789469',
          refunded_at: '2025-04-02T16:38:32.000Z',
          lines: [],
          shipping: { amount: '5', tax_amount: '0' },
        },
        byAmount: null,
      },
    ]);
    expect(givenBack(refunds[0]?.data)).toBe('5');
  });

  test('with adjustments of the freight that cancel each other out gives back what was paid', async () => {
    const refund = await shopifySample('21-refund-gbp-cancelled-order-three-shipping-adjustments');
    const { refunds } = told('refunds/create', refund);
    expect(refunds[0]?.data).toMatchObject({
      reason: 'Order canceled',
      lines: [{ line_id: '15679468470620', quantity: '1', amount: '16.5', tax_amount: '0' }],
      shipping: { amount: '3.95', tax_amount: '0' },
    });
    expect(givenBack(refunds[0]?.data)).toBe('20.45');
  });

  test('is not told while its payment is pending', async () => {
    const refund = await shopifySample('20-refund-cad-shop-usd-presentment-pending');
    expect(told('refunds/create', refund)).toMatchObject({
      refunds: [],
      warnings: [
        { kind: 'label', text: 'The refund 829190242433 of the shop was not taken over: its payment is pending.' },
      ],
    });
  });

  for (const [currency, net, tax, total] of [
    ['shop', '1240.71', '125.31', '1366.02'],
    ['presentment', '919.8', '92.9', '1012.7'],
  ] as const) {
    test(`is told once the payment went through, in the currency of the ${currency}`, async () => {
      const refund = paidBack(await shopifySample('20-refund-cad-shop-usd-presentment-pending'), { status: 'success' });
      const { refunds } = told('refunds/create', refund, shopifyShop({ currency }));
      const cleared = told('refunds/create', { ...refund, order_adjustments: [] }, shopifyShop({ currency }));
      expect(refunds).toEqual(cleared.refunds);
      expect(refunds[0]?.data).toMatchObject({
        lines: [{ line_id: '10957452378241', quantity: '2', amount: net, tax_amount: tax }],
        shipping: false,
      });
      expect(givenBack(refunds[0]?.data)).toBe(total);
    });
  }

  test('whose lines come to more than was paid back, for no reason that it tells, is refused and both are named', async () => {
    const { refunds: sent } = await shopifySample('13-rest-refunds-of-order-2026-07');
    const [refund] = Array.isArray(sent) ? sent : [];
    const order = await shopifySample('12-rest-order-2026-07-partially-refunded', 'order');
    expect(() => told('refunds/create', refund)).toThrow(
      'its lines, freight and adjustments make 399.29 or 391.33. The transactions give back 209.',
    );
    expect(() => told('orders/updated', order)).toThrow(
      'The transactions of this refund give back 209, but its lines, freight and adjustments make 399.29.',
    );
  });

  test('whose lines come to what was paid back is told by the order as by itself', async () => {
    const { refunds: sent } = await shopifySample('13-rest-refunds-of-order-2026-07');
    const [alone] = Array.isArray(sent) ? sent : [];
    const refund = paidBack(asSample(alone), { amount: '399.29' });
    const order = await shopifySample('12-rest-order-2026-07-partially-refunded', 'order');
    const ofOrder = told('orders/updated', { ...order, refunds: [refund] });
    expect(ofOrder.refunds).toEqual(told('refunds/create', refund).refunds);
    expect(ofOrder.orders[0]).toMatchObject({ status: 'Paid', wasPaid: true });
    expect(givenBack(ofOrder.refunds[0]?.data)).toBe('399.29');
  });

  test('that moved no money, only goods, is not told', async () => {
    const refund = await shopifySample('02-refunds-create-test-notification', 'body');
    expect(told('refunds/create', refund)).toMatchObject({ refunds: [], warnings: [{ kind: 'label' }] });
  });

  test('without its transactions counts by its own figures', async () => {
    const { transactions: _, ...refund } = await shopifySample('02-refunds-create-test-notification', 'body');
    expect(givenBack(told('refunds/create', refund).refunds[0]?.data)).toBe('398');
  });
});
