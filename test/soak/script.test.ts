import { expect, it } from 'vitest';
import { Random } from '../../lab/soak/random.ts';
import { UNITS } from '../../lab/soak/script/people.ts';
import { type Message, writeScript } from '../../lab/soak/script/script.ts';
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
  const faults = (message: Message) => {
    const read = readShopEvent(TYPES[message.route], readJson(Buffer.from(message.text)), KNOWN);
    return read.ok ? [] : read.faults;
  };
  expect(script.flatMap(faults)).toEqual([]);
});

it('has every kind of event that a storm should meet', () => {
  expect(new Set(script.map(({ kind }) => kind))).toEqual(
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
    ]),
  );
});
