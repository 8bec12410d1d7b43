import { expect, test } from 'vitest';
import { JsonNumber } from '../../../src/domain/json-number.ts';
import { DeliveryUnreadable } from '../../../src/shops/platform.ts';
import { refundsTold, takenRefund, wooSampleJson } from '../../support/shops/woocommerce.ts';

/** An order of 100 with 19 tax, shipping of 10 with 1.90 and a rebate of 5 with 0.95. */
function wooOrder(changes: Record<string, unknown> = {}) {
  return {
    id: 560,
    status: 'completed',
    currency: 'EUR',
    date_created_gmt: '2026-01-05T01:00:00',
    total: '124.95',
    total_tax: '19.95',
    line_items: [{ id: 64, quantity: 4, subtotal: '100.00', total: '100.00', total_tax: '19.00' }],
    shipping_lines: [{ id: 65, total: '10.00', total_tax: '1.90' }],
    fee_lines: [{ id: 66, name: 'Rebate', total: '-5.00', total_tax: '-0.95' }],
    refunds: [
      { id: 1, total: '-1.00' },
      { id: 2, total: '-1.00' },
    ],
    ...changes,
  };
}

function part(item: number, quantity: number, total: string, total_tax: string) {
  return { quantity, total, total_tax, meta_data: [{ id: 1, key: '_refunded_item_id', value: String(item) }] };
}

function wooRefund(amount: string, parts: Record<string, unknown> = {}) {
  return { id: 1, date_created_gmt: '2026-01-06T01:00:00', amount, reason: 'broken &amp; late', ...parts };
}

const dataOf = (refund: unknown, order: unknown = wooOrder()) => refundsTold([refund], order)[0]?.data ?? null;

test('real refunds name the lines of their order, quantities and money positive', async () => {
  const answer = JSON.parse(JSON.stringify(Object.values(await wooSampleJson('08-refunds-of-order-560.json'))));
  const told = refundsTold(answer, wooOrder({ total_tax: '0.00' }));
  const lines = told.map(({ refundId, at, data }) => ({ refundId, at, lines: data?.lines, amount: data?.amount }));
  const back = (line_id: string, quantity: string, amount: string) => ({ line_id, quantity, amount, tax_amount: '0' });
  expect(lines).toEqual([
    { refundId: 'blog:562', at: '2019-10-01T19:33:46Z', lines: [back('65', '1', '27')], amount: undefined },
    { refundId: 'blog:590', at: '2019-10-09T16:18:23Z', lines: [back('60', '1', '18')], amount: undefined },
    {
      refundId: 'blog:1025',
      at: '2020-01-08T23:29:44Z',
      lines: [back('59', '1', '31.5'), back('63', '1', '31.5'), back('65', '2', '54')],
      amount: undefined,
    },
    { refundId: 'blog:1172', at: '2020-01-23T19:29:55Z', lines: [back('64', '2', '63')], amount: undefined },
  ]);
  for (const { data } of told) expect(takenRefund(data).refund.orderId).toBe('blog:560');
});

test('a refund whose lines make more than its amount at the source is refused with both figures', async () => {
  const refund = await wooSampleJson('09-refund-with-line-and-shipping.json');
  expect(() => dataOf(refund)).toThrow(DeliveryUnreadable);
  expect(() => dataOf(refund)).toThrow(
    'The amount of the refund 562 is 27, but its lines, fees and shipping make 34.62',
  );
});

test('shipping comes back with its tax, and what nothing tells of as money', () => {
  const refund = wooRefund('40.00', {
    line_items: [part(64, -1, '-25.00', '-4.75')],
    shipping_lines: [part(65, 0, '-5.00', '-0.95')],
  });
  expect(dataOf(refund)).toEqual({
    refund_id: 'blog:1',
    order_id: 'blog:560',
    refunded_at: '2026-01-06T01:00:00Z',
    reason: 'broken & late',
    lines: [{ line_id: '64', quantity: '1', amount: '25', tax_amount: '4.75' }],
    shipping: { amount: '5', tax_amount: '0.95' },
    amount: '4.3',
    tax_amount: '0',
  });
});

test('a part of the price of a line is money without a quantity', () => {
  const data = dataOf(wooRefund('11.90', { line_items: [part(64, 0, '-10.00', '-1.90')] }));
  expect(data).toMatchObject({
    lines: [{ line_id: '64', quantity: '0', amount: '10', tax_amount: '1.9' }],
    shipping: false,
  });
  expect(takenRefund(data).refund.lines).toHaveLength(1);
});

test('parts of one line are one', () => {
  const line_items = [part(64, -1, '-25.00', '-4.75'), part(64, -1, '-25.00', '-4.75')];
  expect(dataOf(wooRefund('59.50', { line_items }))).toMatchObject({
    lines: [{ quantity: '2', amount: '50', tax_amount: '9.5' }],
  });
});

test('an amount alone is money, unless it is all of the order', () => {
  const told = dataOf(wooRefund('10.00'));
  expect(told).toMatchObject({ lines: [], shipping: false, amount: '10', tax_amount: '0' });
  const whole = dataOf(wooRefund('124.95'), wooOrder({ refunds: [{ id: 1, total: '-124.95' }] }));
  expect(whole).not.toHaveProperty('amount');
  expect(takenRefund(whole).refund).toMatchObject({ lines: 'rest', shipping: 'rest', money: null });
});

test('a fee that had lowered the order is taken back as a whole, or not at all', () => {
  const all = { line_items: [part(64, -4, '-100.00', '-19.00')], fee_lines: [part(66, 0, '5.00', '0.95')] };
  expect(dataOf(wooRefund('113.05', all))).toMatchObject({
    lines: [
      { line_id: '64', quantity: '4' },
      { line_id: 'fee:1', quantity: '1' },
    ],
  });
  const half = { ...all, fee_lines: [part(66, 0, '2.50', '0.00')] };
  expect(() => dataOf(wooRefund('116.50', half))).toThrow('takes 2.5 back into the order');
});

test('what gives no money back is no refund', () => {
  expect(refundsTold([wooRefund('0.00')], wooOrder())).toEqual([]);
});

test('what gift cards had paid goes back to them', () => {
  const order = wooOrder({ total: '24.95', gift_cards: [{ amount: 100 }] });
  const refund = wooRefund('24.95', { line_items: [part(64, -4, '-100.00', '-19.00')] });
  expect(dataOf(refund, order)).toMatchObject({ lines: [{ quantity: '4', amount: '100', tax_amount: '19' }] });
});

test('an answer of another shape is refused', () => {
  for (const answer of [null, {}, 'x', [1], [{ id: 1 }], [{ id: 1, amount: 'x' }], [{ id: 'x', amount: '1' }]]) {
    expect(() => refundsTold(answer, wooOrder())).toThrow(DeliveryUnreadable);
  }
  expect(() => refundsTold(new JsonNumber('1'), wooOrder())).toThrow(DeliveryUnreadable);
});
