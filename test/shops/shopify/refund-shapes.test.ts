import { describe, expect, test } from 'vitest';
import {
  asEvent,
  moneySet,
  refundPayment,
  type Sample,
  shopifyLine,
  shopifyOrder,
  shopifyRefund,
  told,
} from '../../support/shops/shopify.ts';

/** The data of the one refund that is told. */
function tell(changes: Sample) {
  const { refunds, warnings } = told('refunds/create', shopifyRefund(changes));
  expect(warnings).toEqual([]);
  const data = refunds[0]?.data ?? null;
  expect(asEvent('order.refunded', data)).toMatchObject({ ok: true });
  return data;
}
/** Of a shop whose prices hold 10 %: one of two mugs at 11.00. */
const inside = {
  refund_line_items: [
    {
      line_item_id: 71,
      quantity: 1,
      subtotal: 11,
      total_tax: 1,
      line_item: shopifyLine({ price: '11.00', tax_lines: [{ price: '2.00', rate: 0.1 }] }),
    },
  ],
};
const adjustment = (amount: string, tax_amount = '0.00', kind = 'refund_discrepancy') => ({ kind, amount, tax_amount });

describe('what comes back', () => {
  test('is told with the amounts of the shop, without tax and their tax', () => {
    expect(tell({ note: 'too small' })).toEqual({
      refund_id: 'main:6001',
      order_id: 'main:5001',
      refunded_at: '2026-01-06T02:00:00.000Z',
      reason: 'too small',
      lines: [{ line_id: '71', quantity: '1', amount: '10', tax_amount: '1' }],
      shipping: false,
    });
  });

  test('of one line in several places is one line', () => {
    const item = { line_item_id: 71, quantity: 1, subtotal: '10.00', total_tax: '1.00' };
    expect(tell({ refund_line_items: [item, item], transactions: [refundPayment('22.00')] })).toMatchObject({
      lines: [{ line_id: '71', quantity: '2', amount: '20', tax_amount: '2' }],
    });
  });

  test('of prices that hold their tax is told without it, by an order as alone', () => {
    const lines = [{ line_id: '71', quantity: '1', amount: '10', tax_amount: '1' }];
    expect(tell(inside)).toMatchObject({ lines });
    const order = shopifyOrder({
      taxes_included: true,
      line_items: [shopifyLine({ price: '11.00' })],
      refunds: [shopifyRefund(inside)],
    });
    expect(told('orders/updated', order).refunds[0]?.data).toMatchObject({ lines });
  });

  test('of prices that hold their tax shows by its rates where the payment fits neither', () => {
    expect(tell({ ...inside, transactions: [refundPayment('15.00')] })).toMatchObject({
      lines: [{ amount: '10', tax_amount: '1' }],
      amount: '4',
      tax_amount: '0',
    });
  });

  test('is freight with its tax, by adjustments or by its lines', () => {
    const shipping = { amount: '5', tax_amount: '0.5' };
    const transactions = [refundPayment('5.50')];
    const none = { refund_line_items: [], transactions };
    expect(tell({ ...none, order_adjustments: [adjustment('-5.00', '-0.50', 'shipping_refund')] })).toMatchObject({
      shipping,
    });
    const refund_shipping_lines = [
      {
        subtotal_amount_set: moneySet('5.00'),
        shipping_line: { price: '10.00', tax_lines: [{ price: '1.00', rate: 0.1 }] },
      },
    ];
    expect(tell({ ...none, refund_shipping_lines })).toMatchObject({ shipping });
    expect(
      tell({ ...none, refund_shipping_lines, order_adjustments: [adjustment('-5.00', '-0.50', 'shipping_refund')] }),
    ).toMatchObject({ shipping });
  });

  test('may be an amount alone', () => {
    const changes = { refund_line_items: [], transactions: [refundPayment('4.40')] };
    const alone = { lines: [], shipping: false, amount: '4.4', tax_amount: '0' };
    expect(tell(changes)).toMatchObject(alone);
    expect(tell({ ...changes, order_adjustments: [adjustment('-4.40')] })).toMatchObject(alone);
    expect(tell({ ...changes, order_adjustments: [adjustment('-4.00', '-0.40')] })).toMatchObject({
      amount: '4',
      tax_amount: '0.4',
    });
  });

  test('may be a tip, which is no line of ours', () => {
    const line_item = shopifyLine({ tip_payment_gateway: 'shopify_payments' });
    const item = { line_item_id: 72, quantity: 1, subtotal: '3.00', total_tax: '0.00', line_item };
    expect(tell({ refund_line_items: [item], transactions: [refundPayment('3.00')] })).toMatchObject({
      lines: [],
      amount: '3',
    });
  });

  test('less what a person kept is taken off the lines', () => {
    const items = [71, 72].map((line_item_id) => ({ line_item_id, quantity: 1, subtotal: '10.00', total_tax: '1.00' }));
    const changes = { refund_line_items: items, transactions: [refundPayment('17.00')] };
    expect(tell({ ...changes, order_adjustments: [adjustment('5.00')] })).toMatchObject({
      lines: [
        { line_id: '71', quantity: '1', amount: '7.5', tax_amount: '1' },
        { line_id: '72', quantity: '1', amount: '7.5', tax_amount: '1' },
      ],
    });
  });
});

describe('a refund is not told', () => {
  for (const [why, transactions] of [
    ['where nothing was paid back', []],
    [
      'where every attempt failed',
      [refundPayment('11.00', { status: 'failure' }), refundPayment('11.00', { status: 'error' })],
    ],
    ['where an authorization was voided', [refundPayment('11.00', { kind: 'void' })]],
    ['while a part of it is pending', [refundPayment('6.00'), refundPayment('5.00', { status: 'pending' })]],
  ] as const) {
    test(why, () => {
      expect(told('refunds/create', shopifyRefund({ transactions }))).toMatchObject({
        refunds: [],
        warnings: [{ kind: 'label' }],
      });
    });
  }
});

describe('a refund is refused, and both figures are named', () => {
  test('where less was paid back than its lines make', () => {
    expect(() => tell({ transactions: [refundPayment('9.00')] })).toThrow(
      'The transactions of this refund give back 9, but its lines, freight and adjustments make 11.',
    );
  });

  test('where it does not show whether its prices hold their tax', () => {
    const item = { line_item_id: 71, quantity: 1, subtotal: '10.00', total_tax: '1.00' };
    expect(() => tell({ refund_line_items: [item], transactions: [refundPayment('12.00')] })).toThrow('make 11 or 10.');
  });
});
