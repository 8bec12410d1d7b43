import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonError } from '../../../src/domain/json.ts';
import { DeliveryUnreadable } from '../../../src/shops/platform.ts';
import { decodeEntities } from '../../../src/shops/woocommerce/entities.ts';
import { woocommerce } from '../../../src/shops/woocommerce/woocommerce.ts';
import { computingRatio } from '../../support/computing-time.ts';
import { delivery, refundsTold, signedRequest, wooSampleJson, wooShop } from '../../support/shops/woocommerce.ts';

const TOPICS = ['order.updated', 'customer.updated', 'product.updated', 'order.deleted'] as const;

/** Whether this ends in an answer or in one of the two refusals. */
function isHandled(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof DeliveryUnreadable || error instanceof JsonError) return true;
    throw error;
  }
}

test('bytes that are no JSON are told to be none', () => {
  for (const topic of TOPICS) {
    for (const body of ['', '{', 'null', '[]', '7', '"x"', '{}', '<b>PHP Warning</b>{"id":1}', '{"id":1}', '\u0000']) {
      const work = () => woocommerce.translate(delivery(topic, Buffer.from(body)), wooShop());
      if (topic === 'order.updated') expect(work).toThrow(DeliveryUnreadable);
      else expect(isHandled(work)).toBe(true);
    }
  }
  expect(() => woocommerce.translate(delivery('order.updated', Buffer.from([0xff])), wooShop())).toThrow('is no JSON');
});

const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    '1e400',
    '-0.00',
    '9'.repeat(200),
    '&#x110000;',
    '&#xD800;',
    '\u0000',
    'NaN',
    '-5',
    '0.0000001',
    '12:00',
  ),
);

test('an order with anything in any place is told or refused, and so are its refunds', async () => {
  const order = await wooSampleJson('03-order-usd-two-fees-tax-per-line-rounded.json');
  const [line] = Array.isArray(order.line_items) ? order.line_items : [];
  const refund = {
    id: 1,
    amount: '5.00',
    date_created_gmt: '2026-01-06T01:00:00',
    line_items: [{ quantity: -1, total: '-5.00' }],
  };
  const spoil = (target: object, name: string, value: unknown) => ({ ...target, [name]: value });
  const names = [...Object.keys(order), ...Object.keys(line), ...Object.keys(refund)];
  fc.assert(
    fc.property(fc.constantFrom(...names), anyValue, (name, value) => {
      const ofLine = { ...order, line_items: [spoil(line, name, value)] };
      return [spoil(order, name, value), ofLine].every(
        (body) =>
          isHandled(() => woocommerce.translate(delivery('order.updated', body), wooShop())) &&
          isHandled(() => refundsTold([spoil(refund, name, value)], body)) &&
          isHandled(() => woocommerce.receive(signedRequest('order.updated', JSON.stringify(body)), wooShop())),
      );
    }),
    { seed: 20_261_127, numRuns: 1_000 },
  );
});

test('customers and products with anything in any place are told or refused', async () => {
  const { body } = await wooSampleJson('12-webhook-product-created-with-headers.json');
  const product = { ...Object(body), sku: 'X', role: 'customer', billing: { phone: '1' } };
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(product)), anyValue, (name, value) =>
      TOPICS.every((topic) =>
        isHandled(() => woocommerce.translate(delivery(topic, { ...product, [name]: value }), wooShop())),
      ),
    ),
    { seed: 20_261_127, numRuns: 500 },
  );
});

test('entities are those with a semicolon, decoded once', () => {
  expect(decodeEntities('Ground&#8482; &ndash; H&M &amp;lt; &notes &#x41; &hellip;')).toBe(
    'Ground™ – H&M &lt; &notes A …',
  );
});

test.for(['&', '&#', '&#x', '&#9', '&am', '&amp;', '<', '<b', '&CounterClockwiseContourIntegra'])(
  'four times of %s take no more than about four times as long',
  (piece) => {
    const product = (length: number) =>
      delivery('product.updated', {
        id: 1,
        sku: 'X',
        name: piece.repeat(length),
        description: piece.repeat(length),
        date_modified_gmt: '2026-01-05T01:00:00',
      });
    const reading = (length: number) => {
      const body = product(length);
      return () => woocommerce.translate(body, wooShop());
    };
    // Sixteen times as much would be quadratic.
    expect(computingRatio(reading(20_000), reading(80_000), 12)).toBeLessThan(12);
  },
);
