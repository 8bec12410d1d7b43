import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonError } from '../../../src/domain/json.ts';
import { DeliveryUnreadable } from '../../../src/shops/platform.ts';
import { shopify } from '../../../src/shops/shopify/shopify.ts';
import { SHOPIFY_TOPICS } from '../../../src/shops/shopify/topics.ts';
import { computingRatio } from '../../support/computing-time.ts';
import {
  moneySet,
  type Sample,
  shopifyLine,
  shopifyOrder,
  shopifyRefund,
  shopifyShop,
} from '../../support/shops/shopify.ts';

/** Whether a body is translated or refused as one that cannot be read; any other error goes on. */
function outcome(topic: string, body: string): 'told' | 'refused' {
  try {
    shopify.translate({ topic, body: Buffer.from(body) }, shopifyShop());
    return 'told';
  } catch (error) {
    if (error instanceof DeliveryUnreadable || error instanceof JsonError) return 'refused';
    throw error;
  }
}

const ODD = [
  null,
  '',
  'x',
  '1e5',
  -1,
  0,
  true,
  [],
  {},
  [null],
  [[]],
  '9'.repeat(101),
  '0.'.padEnd(90, '3'),
  '\u0000',
  '\uD800',
];
const WHOLE: readonly (readonly [topic: string, body: Sample])[] = [
  [
    'orders/updated',
    shopifyOrder({ refunds: [shopifyRefund({ order_adjustments: [{ kind: 'x', amount_set: moneySet('-1.00') }] })] }),
  ],
  [
    'refunds/create',
    shopifyRefund({
      refund_shipping_lines: [{ subtotal_amount_set: moneySet('1.00'), shipping_line: { price: '2.00' } }],
    }),
  ],
  [
    'customers/create',
    { id: 1, email: 'a@example.com', created_at: '2026-01-05T02:00:00Z', default_address: { city: 'Taipei' } },
  ],
  [
    'products/update',
    {
      id: 1,
      updated_at: '2026-01-05T02:00:00Z',
      variants: [{ id: 2, sku: 'S', price: '1.00' }],
      images: [{ id: 1, src: 'x' }],
    },
  ],
  ['customers/redact', { shop_id: 1, shop_domain: 'a.example.com', customer: { id: 1 }, orders_to_redact: [1] }],
];

/** The body once for each place in it, with another value there. */
function* changed(value: unknown, other: unknown): Generator<unknown> {
  yield other;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    for (const next of changed(member, other)) {
      yield Array.isArray(value) ? value.with(Number(name), next) : { ...value, [name]: next };
    }
  }
}

describe('a body that is not what it should be is refused as unreadable, never by another error', () => {
  for (const [topic, body] of WHOLE) {
    test(`with any odd value at any place of ${topic}`, () => {
      expect(outcome(topic, JSON.stringify(body))).toBe('told');
      let bodies = 0;
      for (const odd of ODD) {
        for (const next of changed(body, odd)) {
          outcome(topic, JSON.stringify(next) ?? '');
          bodies += 1;
        }
      }
      expect(bodies).toBeGreaterThan(50);
    });
  }

  test('whatever JSON comes under whatever topic', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SHOPIFY_TOPICS), fc.json({ maxDepth: 4 }), (topic, body) => {
        outcome(topic, body);
      }),
      { seed: 20_261_127, numRuns: 1_000 },
    );
  });

  test('nested deeply, with numbers out of all range, or no JSON at all', () => {
    for (const body of [
      '',
      '{',
      '['.repeat(50_000),
      '{"id":1e999}',
      `{"id":1,"line_items":${'['.repeat(40)}`,
      '\uFEFF{}',
    ]) {
      for (const topic of SHOPIFY_TOPICS) expect(outcome(topic, body)).toBe('refused');
    }
    expect(outcome('app/uninstalled', '{}')).toBe('refused');
  });
});

test('it is said what is wrong, and nothing of the body is quoted', () => {
  const body = Buffer.from(JSON.stringify(shopifyOrder({ id: 'secret', line_items: [] })));
  const translate = () => shopify.translate({ topic: 'orders/paid', body }, shopifyShop());
  expect(translate).toThrow(/^This is no order of Shopify\. \/id: Must be an id: a whole number\. \/line_items: /);
  expect(translate).not.toThrow('secret');
});

test('an order of a thousand lines that all came back is read, and one of ten times as much takes no more than in proportion', () => {
  const order = (lines: number) => {
    const tax_lines = [{ title: 'VAT', price: '2.00', price_set: moneySet('2.00'), rate: 0.1 }];
    const line_items = Array.from({ length: lines }, (_, id) =>
      shopifyLine({ id, price_set: moneySet('10.00'), tax_lines }),
    );
    const refund_line_items = line_items.map((line_item, line_item_id) => ({
      line_item_id,
      quantity: 2,
      subtotal: '20.00',
      total_tax: '2.00',
      line_item,
    }));
    const refund = shopifyRefund({ refund_line_items, transactions: undefined });
    const total_price = `${lines * 22 + 5}.00`;
    return JSON.stringify(shopifyOrder({ line_items, refunds: [refund], total_price, total_tax: `${lines * 2}.00` }));
  };
  expect(outcome('orders/updated', order(1_000))).toBe('told');
  const reading = (body: string) => () => outcome('orders/updated', body);
  // A hundred times as much would be quadratic.
  expect(computingRatio(reading(order(300)), reading(order(3_000)), 30)).toBeLessThan(30);
});
