import { describe, expect, test } from 'vitest';
import { plainText } from '../../../src/domain/money.ts';
import { DeliveryUnreadable } from '../../../src/shops/platform.ts';
import { onlyOrder, orderTold, takenOrder, wooSampleJson, wooShop } from '../../support/shops/woocommerce.ts';

/** An order of one line of 2 × 50, with what a test wants otherwise. */
function wooOrder(changes: Record<string, unknown> = {}) {
  return {
    id: 4711,
    number: 'B-4711',
    status: 'processing',
    currency: 'EUR',
    date_created_gmt: '2026-01-05T01:00:00',
    date_modified_gmt: '2026-01-05T02:00:00',
    date_paid_gmt: '2026-01-05T01:30:00',
    customer_id: 7,
    customer_note: 'ring twice',
    total: '119.00',
    total_tax: '19.00',
    billing: {
      first_name: 'Ada',
      last_name: 'Example',
      email: 'ada@example.com',
      phone: '+1',
      country: 'DE',
      city: 'Ulm',
    },
    shipping: { first_name: '', city: '', country: '' },
    line_items: [wooLine()],
    ...changes,
  };
}

function wooLine(changes: Record<string, unknown> = {}) {
  return {
    id: 11,
    name: 'Tea &amp; tour &ndash; L',
    product_id: 93,
    variation_id: 0,
    quantity: 2,
    subtotal: '100.00',
    total: '100.00',
    total_tax: '19.00',
    sku: 'TEA',
    ...changes,
  };
}

const firstLine = (body: unknown) => takenOrder(onlyOrder(orderTold(body))).priced.groups[0]?.lines[0];

test('an order is told with its ids, its people and what was said', () => {
  const told = onlyOrder(orderTold(wooOrder({ coupon_lines: [{ code: 'a&amp;b' }, { code: 'spring' }] })));
  expect(told).toMatchObject({
    orderId: 'blog:4711',
    at: '2026-01-05T02:00:00Z',
    status: 'Paid',
    wasPaid: true,
    data: {
      order_id: 'blog:4711',
      order_number: 'B-4711',
      ordered_at: '2026-01-05T01:00:00Z',
      currency: 'EUR',
      description: 'ring twice',
      prices_include_tax: false,
      decimals: '2',
      customer: { user_id: 'blog:7', email: 'ada@example.com', last_name: 'Example', phones: { mobile: '+1' } },
      billing_address: { city: 'Ulm', country: 'DE' },
      shipping_address: null,
      promotions: ['a&b', 'spring'],
      lines: [{ line_id: '11', sku: 'TEA', name: 'Tea & tour – L', category: 'E', list_price: '50', tax_amount: '19' }],
    },
  });
});

test('a guest has no user id', () => {
  expect(takenOrder(onlyOrder(orderTold(wooOrder({ customer_id: 0 })))).order.customer).toMatchObject({ userId: null });
});

test.for([
  ['pending', null, [], 'Not Paid', false],
  ['processing', null, [], 'Not Paid', false],
  ['processing', '2026-01-05T01:30:00', [], 'Paid', true],
  ['completed', null, [], 'Paid', true],
  ['cancelled', null, [], 'Canceled', false],
  ['failed', null, [], 'Canceled', false],
  ['cancelled', '2026-01-05T01:30:00', [], 'Canceled', true],
  ['cancelled', '2026-01-05T01:30:00', [{ id: 5, total: '-10.00' }], 'Paid', true],
  ['refunded', '2026-01-05T01:30:00', [{ id: 5, total: '-119.00' }], 'Paid', true],
] as const)('%s, paid at %s with refunds %o is %s', ([status, date_paid_gmt, refunds, expected, wasPaid]) => {
  expect(onlyOrder(orderTold(wooOrder({ status, date_paid_gmt, refunds })))).toMatchObject({
    status: expected,
    wasPaid,
  });
});

describe('a line keeps its net total', () => {
  test.for([
    ['even, no coupon', { quantity: 4, subtotal: '10.00', total: '10.00' }, '2.5', '10', '0'],
    ['even, coupon', { quantity: 4, subtotal: '10.00', total: '7.01' }, '2.5', '10', '2.99'],
    ['without end', { quantity: 3, subtotal: '10.00', total: '10.00' }, '3.333334', '10.000002', '0.000002'],
    ['without end, coupon', { quantity: 3, subtotal: '10.00', total: '9.00' }, '3.333334', '10.000002', '1.000002'],
    ['without end, free', { quantity: 3, subtotal: '10.00', total: '0.00' }, '3.333334', '10.000002', '10.000002'],
    ['broken quantity', { quantity: 1.5, subtotal: '10.00', total: '10.00' }, '6.666667', '10.000001', '0.000001'],
    [
      'broken quantity, free',
      { quantity: 1.5, subtotal: '10.00', total: '0.00' },
      '6.666667',
      '10.000001',
      '10.000001',
    ],
    ['dearer than listed', { quantity: 1, subtotal: '5.00', total: '10.00' }, '10', '10', '0'],
    ['money for no piece', { quantity: 0, subtotal: '10.00', total: '10.00' }, '10', '10', '0'],
    ['a thing returned', { quantity: -2, subtotal: '-10.00', total: '-10.00' }, '5', '-10', '0'],
  ] as const)('%s', ([, line, listPrice, list, discount]) => {
    const rest = wooLine({ id: 12, quantity: 1, subtotal: '100.00', total: '100.00', total_tax: '0.00' });
    const total = (100 + Number(line.total)).toFixed(2);
    const items = [wooLine({ ...line, total_tax: '0.00' }), rest];
    const priced = firstLine(wooOrder({ line_items: items, total, total_tax: '0.00' }));
    const totals = priced?.amounts.totals;
    expect(priced && plainText(priced.line.listPrice)).toBe(listPrice);
    expect(totals && [plainText(totals.list), plainText(totals.discount), plainText(totals.net)]).toEqual([
      list,
      discount,
      String(Number(line.total)),
    ]);
  });

  test('of very many pieces without end it says how far the list price is off', () => {
    const body = wooOrder({
      line_items: [wooLine({ quantity: 70_000, subtotal: '1000.01', total: '1000.01' })],
      total: '1019.01',
    });
    expect(orderTold(body).warnings).toEqual([{ kind: 'money', text: expect.stringContaining('instead of 1000.01') }]);
    expect(firstLine(body)?.amounts.totals.net.toFixed()).toBe('1000.01');
  });
});

test('without a sku the variation stands for it, else the product, else nothing', () => {
  const productOf = (changes: Record<string, unknown>) =>
    firstLine(wooOrder({ line_items: [wooLine(changes)] }))?.line.sku;
  expect(productOf({ sku: '', variation_id: 95 })).toBe('blog:95');
  expect(productOf({ sku: null })).toBe('blog:93');
  expect(productOf({ sku: '', product_id: 0 })).toBe(null);
});

test('what shops round once is a fee, so that total and tax are theirs', () => {
  const lines = [1, 2, 3].map((id) => wooLine({ id, quantity: 1, subtotal: '3.34', total: '3.34', total_tax: '0.17' }));
  const { invoice, groups } = takenOrder(
    onlyOrder(orderTold(wooOrder({ line_items: lines, total: '10.51', total_tax: '0.50' }))),
  ).priced;
  expect([invoice.totalAmount.toFixed(), invoice.taxAmount.toFixed()]).toEqual(['10.51', '0.5']);
  expect(groups.at(-1)?.lines.map(({ line }) => line.name)).toEqual(['Rounding', 'Rounding of tax']);
});

test('more than a coin for each part is no rounding', () => {
  expect(() => orderTold(wooOrder({ total: '119.02' }))).toThrow(
    'The total of the order 4711 is 119.02, but its lines, fees and shipping make 119.',
  );
  expect(() => orderTold(wooOrder({ total_tax: '18.00' }))).toThrow('The tax of the order 4711 is 18, but');
});

test('a shop without decimals is one', () => {
  const body = wooOrder({
    line_items: [wooLine({ quantity: 1, subtotal: '999', total: '999', total_tax: '50' })],
    total: '1049',
    total_tax: '50',
  });
  expect(onlyOrder(orderTold(body)).data).toMatchObject({ decimals: '0', totals: { total_amount: '1049' } });
});

test('fees, also those that lower the order, and shipping stand beside the lines', () => {
  const body = wooOrder({
    fee_lines: [{ id: 12, name: 'Rebate &#8211; VIP', total: '-10.00', total_tax: '-1.90' }],
    shipping_lines: [
      { id: 13, method_title: 'Ground&#8482;', total: '5.00', total_tax: '0.95' },
      { id: 14, method_title: 'Air', total: '1.00', total_tax: '0.19' },
    ],
    total: '114.24',
    total_tax: '18.24',
  });
  const told = onlyOrder(orderTold(body));
  expect(told.data).toMatchObject({
    fees: [{ name: 'Rebate – VIP', amount: '-10', tax_amount: '-1.9' }],
    shipping: { amount: '6', tax_amount: '1.14', title: 'Ground™, Air' },
  });
  expect(takenOrder(told).priced.invoice.totalAmount.toFixed()).toBe('114.24');
});

test('an order of fees alone has them as its lines', () => {
  const fee = { id: 12, name: 'Deposit', total: '100.00', total_tax: '19.00' };
  const { priced } = takenOrder(onlyOrder(orderTold(wooOrder({ line_items: [], fee_lines: [fee] }))));
  expect(priced.groups[0]?.lines.map(({ line }) => [line.lineId, line.name])).toEqual([['12', 'Deposit']]);
});

test('an order that was begun and holds nothing tells nothing', () => {
  expect(orderTold(wooOrder({ line_items: [], total: '0.00', total_tax: '0.00' })).orders).toEqual([]);
  expect(() =>
    orderTold(wooOrder({ line_items: [], shipping_lines: [{ total: '9.00' }], total: '9.00', total_tax: '0' })),
  ).toThrow('comes to 9 and has no line and no fee');
});

test('a draft tells nothing, whatever stands in it', () => {
  expect(orderTold(wooOrder({ status: 'checkout-draft', total: '5.00' })).orders).toEqual([]);
});

test('an order that the webhook may not read is said to be one', async () => {
  const body = await wooSampleJson('14-webhook-body-when-order-cannot-be-read.json');
  expect(() => orderTold(body)).toThrow(DeliveryUnreadable);
  expect(() => orderTold(body)).toThrow('an error (woocommerce_rest_shop_order_invalid_id) in place of the order');
});

test('without a key to the API refunds are taken by their amount, with a warning', async () => {
  const body = await wooSampleJson('15-order-pending-with-amount-only-refund.json');
  const { refunds, warnings } = orderTold(body, wooShop({ api: null }));
  expect(refunds).toEqual([
    {
      refundId: 'blog:60',
      orderId: 'blog:45',
      at: '2022-11-30T20:19:01Z',
      data: null,
      byAmount: {
        refund_id: 'blog:60',
        order_id: 'blog:45',
        refunded_at: '2022-11-30T20:19:01Z',
        reason: 'bonus',
        amount: '10',
        tax_amount: '0',
      },
    },
  ]);
  expect(warnings).toEqual([
    { kind: 'money', text: expect.stringContaining('Refund 60 is taken by its amount alone') },
  ]);
  expect(orderTold(body).warnings).toEqual([]);
});
