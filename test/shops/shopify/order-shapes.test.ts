import { describe, expect, test } from 'vitest';
import { plainText } from '../../../src/domain/money.ts';
import type { Shop } from '../../../src/shops/shop.ts';
import {
  asEvent,
  moneySet,
  refundPayment,
  type Sample,
  shopifyLine,
  shopifyOrder,
  shopifyRefund,
  shopifyShop,
  told,
} from '../../support/shops/shopify.ts';

function tell(changes: Sample = {}, shop: Partial<Shop> = {}, topic = 'orders/updated') {
  const { orders, ...others } = told(topic, shopifyOrder(changes), shopifyShop(shop));
  const [order] = orders;
  if (order === undefined) throw new Error('No order was told');
  const read = asEvent('order.paid', { status: order.status, ...order.data });
  if (!read.ok || read.event.type !== 'order.paid') throw new Error(JSON.stringify(read));
  return { ...others, order, data: order.data, total: plainText(read.event.priced.invoice.totalAmount) };
}
const tip = { id: 72, sku: null, variant_id: null, product_id: null, name: 'Tip', quantity: 1, tax_lines: [] };

test('an order is told whole', () => {
  const customer = { id: 9_007_199_254, email: 'ada@example.com', first_name: 'Ada', last_name: 'Example' };
  const { order, refunds, warnings } = tell(
    { customer, note: 'Ring twice', discount_codes: [{ code: 'TEA10', amount: '0.00' }] },
    { category: 'E' },
  );
  expect(order).toEqual({
    orderId: 'main:5001',
    at: '2026-01-05T02:00:05.000Z',
    status: 'Paid',
    wasPaid: true,
    data: {
      order_id: 'main:5001',
      order_number: '#1001',
      ordered_at: '2026-01-05T02:00:00.000Z',
      currency: 'USD',
      decimals: '2',
      prices_include_tax: false,
      description: 'Ring twice',
      customer: { user_id: 'main:9007199254', email: 'ada@example.com', first_name: 'Ada', last_name: 'Example' },
      lines: [
        {
          line_id: '71',
          sku: 'MUG',
          name: 'Mug - Blue',
          category: 'E',
          type: 'Good',
          vat_rate: '10',
          quantity: '2',
          list_price: '10',
          tax_amount: '2',
        },
      ],
      fees: [],
      shipping: { amount: '5', tax_amount: '0' },
      promotions: ['TEA10'],
      totals: { total_amount: '27' },
    },
  });
  expect([refunds, warnings]).toEqual([[], []]);
});

describe('what an order costs beside its lines', () => {
  test('is a tip that stands as a line', () => {
    const { data, total } = tell({
      line_items: [shopifyLine(), shopifyLine({ ...tip, price: '3.00', tip_payment_gateway: 'shopify_payments' })],
      total_tip_received: '3.00',
      total_price: '30.00',
    });
    expect(data).toMatchObject({ lines: [{ line_id: '71' }], fees: [{ name: 'Tip', amount: '3', tax_amount: '0' }] });
    expect(total).toBe('30');
  });

  test('is a tip that no line stands for', () => {
    const { data, total } = tell({ total_tip_received: '3.00', total_price: '30.00' });
    expect([data.fees, total]).toEqual([[{ name: 'Tip', amount: '3', tax_amount: '0' }], '30']);
  });

  test('is duties with their tax, additional fees and the rounding of cash', () => {
    const duties = [
      { ...moneySet('4.00'), tax_lines: [{ price: '0.40', rate: 0.1 }] },
      { ...moneySet('1.00'), tax_lines: [] },
    ];
    const { data, total, warnings } = tell({
      line_items: [shopifyLine({ duties })],
      original_total_duties_set: moneySet('5.00'),
      original_total_additional_fees_set: moneySet('2.00'),
      total_cash_rounding_payment_adjustment_set: moneySet('-0.02'),
      total_tax: '2.50',
      total_price: '34.48',
    });
    expect(data.fees).toEqual([
      { name: 'Duties', amount: '5', tax_amount: '0.4' },
      { name: 'Additional fees', amount: '2', tax_amount: '0.1' },
      { name: 'Cash rounding', amount: '-0.02', tax_amount: '0' },
    ]);
    expect([total, warnings]).toEqual(['34.48', []]);
  });

  test("is left out, with a warning, where the shop's own total is without it", () => {
    const { data, total, warnings } = tell({ total_cash_rounding_payment_adjustment_set: moneySet('-0.02') });
    expect([data.fees, total]).toEqual([[], '27']);
    expect(warnings).toEqual([
      { kind: 'money', text: "Cash rounding of -0.02 was left out: the order's total_price of 27 is without." },
    ]);
  });

  test('may be all of it: a tip alone stays a line', () => {
    const line = shopifyLine({ ...tip, price: '3.00', tip_payment_method: 'card' });
    const { data } = tell({ line_items: [line], shipping_lines: [], total_tax: '0.00', total_price: '3.00' });
    expect(data).toMatchObject({ lines: [{ line_id: '72', name: 'Tip' }], fees: [] });
  });
});

test('the freight is what is left of all shipping lines that still stand', () => {
  const tax_lines = [{ price: '0.45', rate: 0.1 }];
  const { data, total } = tell({
    shipping_lines: [
      { price: '5.00', discount_allocations: [{ amount: '0.50' }], tax_lines },
      { price: '2.00', discounted_price: '1.00', tax_lines: [] },
      { price: '9.00', is_removed: true, tax_lines },
    ],
    total_tax: '2.45',
    total_price: '27.95',
  });
  expect([data.shipping, total]).toEqual([{ amount: '5.5', tax_amount: '0.45' }, '27.95']);
});

test('without a sku the variant stands in, else the product; with neither it is a service', () => {
  const lines = [
    shopifyLine({ id: 1, sku: '', tax_lines: [], price: '1.00' }),
    shopifyLine({ id: 2, sku: null, variant_id: null, tax_lines: [], price: '1.00' }),
    shopifyLine({ id: 3, sku: null, variant_id: null, product_id: null, tax_lines: [], price: '1.00' }),
  ];
  const { data } = tell({ line_items: lines, shipping_lines: [], total_tax: '0.00', total_price: '6.00' });
  expect(data.lines).toMatchObject([{ product_id: 'main:81' }, { product_id: 'main:91' }, { line_id: '3' }]);
  expect(JSON.stringify(data.lines)).not.toContain('"sku"');
});

describe('who bought', () => {
  test('is nobody where nothing tells', () => {
    const { data } = tell({ contact_email: null, email: '', phone: null });
    expect(data).not.toHaveProperty('customer');
  });

  test('is a guest of the name on the bill', () => {
    const billing_address = {
      first_name: '王',
      last_name: '王小明',
      address1: '範例路1號',
      city: '龜山區',
      zip: '333',
      province: null,
    };
    const { data } = tell({ contact_email: '', email: ' guest@example.com ', billing_address });
    expect(data).toMatchObject({
      customer: { email: 'guest@example.com', first_name: '王', last_name: '王小明' },
      billing_address: { street: ['範例路1號'], city: '龜山區', postal_code: '333' },
    });
    expect(data.customer).not.toHaveProperty('user_id');
  });
});

describe('the status of an order', () => {
  const refund = shopifyRefund();
  for (const [name, changes, status, wasPaid] of [
    ['that waits for its money', { financial_status: 'pending' }, 'Not Paid', false],
    ['that was paid in part', { financial_status: 'partially_paid' }, 'Not Paid', false],
    ['that came back', { financial_status: 'refunded', refunds: [refund] }, 'Paid', true],
    [
      'that was cancelled before it was paid',
      { financial_status: 'voided', cancelled_at: '2026-01-06T00:00:00Z' },
      'Canceled',
      false,
    ],
    ['that was cancelled and kept its money', { cancelled_at: '2026-01-06T00:00:00Z' }, 'Canceled', true],
    [
      'that was cancelled and gave it back',
      { financial_status: 'refunded', cancelled_at: '2026-01-06T00:00:00Z', refunds: [refund] },
      'Paid',
      true,
    ],
    [
      'whose money is on its way back',
      {
        cancelled_at: '2026-01-06T00:00:00Z',
        refunds: [{ ...refund, transactions: [refundPayment('11.00', { status: 'pending' })] }],
      },
      'Paid',
      true,
    ],
  ] as const) {
    test(`${name} is ${status}`, () => {
      expect(tell(changes).order).toMatchObject({ status, wasPaid });
    });
  }

  test('of nothing to pay says that it was paid', () => {
    const line = shopifyLine({ discount_allocations: [{ amount: '20.00' }], tax_lines: [] });
    const { order, total } = tell({ line_items: [line], shipping_lines: [], total_price: '0.00', total_tax: '0.00' });
    expect([order.status, order.wasPaid, total]).toEqual(['Paid', true, '0']);
  });
});

test('an order that was brought in from elsewhere keeps its day', () => {
  expect(tell({ processed_at: '2024-03-01T10:00:00+08:00' }).data.ordered_at).toBe('2024-03-01T02:00:00.000Z');
});

describe('in the currency that was paid in', () => {
  const currencies = ['USD', 'EUR'];
  const set = (shop: string, paid: string) => moneySet(shop, paid, currencies);
  const line = shopifyLine({
    price_set: set('10.00', '9.00'),
    tax_lines: [{ price: '2.00', price_set: set('2.00', '1.80'), rate: 0.1 }],
  });
  const paid = {
    presentment_currency: 'EUR',
    line_items: [line],
    shipping_lines: [{ price: '5.00', price_set: set('5.00', '4.50') }],
    total_price_set: set('27.00', '24.30'),
    total_tax_set: set('2.00', '1.80'),
  };

  test('every amount is the one of that currency', () => {
    const { data, total } = tell(paid, { currency: 'presentment' });
    expect([data.currency, total]).toEqual(['EUR', '24.3']);
    expect(tell(paid).data).toMatchObject({ currency: 'USD', totals: { total_amount: '27' } });
  });

  test('an amount that only the shop’s own currency has refuses the order', () => {
    const changes = { ...paid, shipping_lines: [{ price: '5.00' }] };
    expect(() => tell(changes, { currency: 'presentment' })).toThrow("in the shop's currency only");
  });
});

test('amounts that come to another total refuse the order, and both are named', () => {
  expect(() => tell({ total_price: '27.01' })).toThrow(
    "The order's total_price is 27.01, but its lines, fees and freight make 27.",
  );
});
