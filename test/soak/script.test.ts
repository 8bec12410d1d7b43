import { expect, it } from 'vitest';
import { Random } from '../../lab/soak/random.ts';
import type { Message } from '../../lab/soak/script/message.ts';
import { UNITS } from '../../lab/soak/script/people.ts';
import { writeScript } from '../../lab/soak/script/script.ts';
import type { BusinessUnit } from '../../src/config/config.ts';
import { readShopEvent } from '../../src/domain/events/read-shop-event.ts';
import { readJson } from '../../src/domain/json.ts';

const TYPES = {
  registrations: 'customer.registered',
  'customer-updates': 'customer.updated',
  orders: 'order.paid',
  'order-updates': 'order.updated',
  refunds: 'order.refunded',
  products: 'product.updated',
} as const;
const KNOWN = new Map<string, Pick<BusinessUnit, 'crm'>>(UNITS.map((name) => [name, { crm: 'suitecrm' }]));

const script = writeScript(400, new Random(7));

it('writes the same script for the same seed, and another one for another', () => {
  expect(writeScript(400, new Random(7))).toEqual(script);
  expect(writeScript(400, new Random(8))).not.toEqual(script);
});

it('has as many webhooks as asked for, some of which are delivered again unchanged', () => {
  const bodies = new Map(script.map(({ webhookId, text }) => [webhookId, text]));
  expect(bodies.size).toBe(400);
  expect(script.length).toBeGreaterThan(400);
  expect(script.every(({ webhookId, text }) => bodies.get(webhookId) === text)).toBe(true);
});

it('writes only webhooks that the service takes', () => {
  const faults = ({ to, text }: Message) => {
    if (typeof to !== 'string') return [];
    const read = readShopEvent(TYPES[to], readJson(Buffer.from(text)), KNOWN);
    return read.ok ? [] : read.faults;
  };
  expect(script.flatMap(faults)).toEqual([]);
});

it('has every kind of event that a storm should meet', () => {
  const kinds = writeScript(1_200, new Random(7)).map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(
    new Set([
      'registration',
      'update of a customer',
      'update of an order',
      'update of a product',
      'update of a product again',
      'order',
      'refused order',
      'refund',
      'early refund',
      'registration again',
      'update of a customer again',
      'order again',
      'refund again',
      'update of an order again',
      'Shopify customers/create',
      'Shopify customers/update',
      'Shopify orders/cancelled',
      'Shopify orders/create',
      'Shopify orders/paid',
      'Shopify orders/updated',
      'Shopify refunds/create',
      'WooCommerce customer.created',
      'WooCommerce order.created',
      'WooCommerce order.created, dropped',
      'WooCommerce order.updated',
      'WooCommerce order.updated, dropped',
    ]),
  );
});

/** Which topics tell of each order of a connected shop, in the order in which the script posts them. */
function topicsByOrder(): string[][] {
  const topics = new Map<string, string[]>();
  for (const { to } of writeScript(1_200, new Random(7))) {
    if (typeof to === 'string' || to.tells === null || to.isDropped) continue;
    topics.set(to.tells.order, [...(topics.get(to.tells.order) ?? []), to.topic]);
  }
  return [...topics.values()];
}

it('lets connected shops tell an order late and merged, in any order, and of a refund before its sale', () => {
  const orders = topicsByOrder();
  expect(orders.some((topics) => topics.join() === 'orders/updated')).toBe(true);
  expect(orders.some(([first, ...later]) => first === 'orders/updated' && later.includes('orders/create'))).toBe(true);
  expect(orders.some(([first, ...later]) => first === 'refunds/create' && later.includes('orders/paid'))).toBe(true);
  expect(orders.some(([first, ...later]) => first === 'order.updated' && later.includes('order.created'))).toBe(true);
});
