import { describe, expect, test } from 'vitest';
import { shopify } from '../../../src/shops/shopify/shopify.ts';
import { SHOPIFY_SECRET, shopifyShop, shopifySignature } from '../../support/shops/shopify.ts';

const BODY = '{"id":820982911946154508,"order_id":7,"customer":{"id":5},"shop_id":9}';
const OTHER = Buffer.from('older');
const shop = shopifyShop({ secrets: [SHOPIFY_SECRET, OTHER] });

function receive(headers: Readonly<Record<string, string>>, body: string = BODY) {
  const signed = { 'x-shopify-hmac-sha256': shopifySignature(body), ...headers };
  return shopify.receive({ headers: signed, body: Buffer.from(body) }, shop);
}

describe('a request is Shopify’s', () => {
  test('where its exact bytes are signed with any of the secrets', () => {
    for (const secret of [SHOPIFY_SECRET, OTHER]) {
      const headers = {
        'x-shopify-topic': 'orders/paid',
        'x-shopify-event-id': 'e-1',
        'x-shopify-hmac-sha256': shopifySignature(BODY, secret),
      };
      expect(receive(headers)).toEqual({
        kind: 'delivery',
        topic: 'orders/paid',
        id: 'orders/paid e-1',
        resource: 'order 820982911946154508',
      });
    }
  });

  test('and nobody’s where the signature is missing, cut, of another secret or of other bytes', () => {
    const signatures = [
      '',
      'AAAA',
      shopifySignature(BODY).slice(0, -8),
      shopifySignature(BODY, Buffer.from('no')),
      shopifySignature(`${BODY} `),
      Buffer.from(shopifySignature(BODY), 'base64').toString('hex'),
    ];
    for (const signature of signatures) {
      expect(receive({ 'x-shopify-topic': 'orders/paid', 'x-shopify-hmac-sha256': signature })).toEqual({
        kind: 'unsigned',
      });
    }
    expect(shopify.receive({ headers: {}, body: Buffer.from(BODY) }, shop)).toEqual({ kind: 'unsigned' });
    const signed = { 'x-shopify-hmac-sha256': shopifySignature(BODY) };
    const keyless = shopifyShop({ secrets: [] });
    expect(shopify.receive({ headers: signed, body: Buffer.from(BODY) }, keyless)).toEqual({ kind: 'unsigned' });
  });

  test('and of no use where it is a test, or of a topic that is not ours', () => {
    expect(receive({ 'x-shopify-topic': 'orders/paid', 'x-shopify-test': 'true' })).toEqual({
      kind: 'ignored',
      reason: 'test_notification',
    });
    for (const headers of [{}, { 'x-shopify-topic': 'app/uninstalled' }, { 'x-shopify-topic': 'constructor' }]) {
      expect(receive(headers)).toEqual({ kind: 'ignored', reason: 'topic' });
    }
  });
});

test('a signed body that is no JSON is told apart from one that is more than we read', () => {
  const headers = { 'x-shopify-topic': 'orders/paid', 'x-shopify-event-id': 'e-1' };
  for (const body of ['', '{', 'id=1', '{"id":1}}', '\uFEFF{}']) {
    expect(receive(headers, body)).toEqual({ kind: 'not_json' });
  }
  const deep = `${'['.repeat(100)}${']'.repeat(100)}`;
  expect(receive(headers, deep)).toMatchObject({ kind: 'delivery', resource: null });
});

test('a repetition has the id of the event, else that of the webhook, else that of its content', () => {
  const ids = (headers: Readonly<Record<string, string>>, body?: string) => {
    const received = receive({ 'x-shopify-topic': 'orders/paid', ...headers }, body);
    return received.kind === 'delivery' ? received.id : received.kind;
  };
  expect(ids({ 'x-shopify-event-id': 'e', 'x-shopify-webhook-id': 'w' })).toBe('orders/paid e');
  expect(ids({ 'x-shopify-event-id': '', 'x-shopify-webhook-id': 'w' })).toBe('orders/paid w');
  expect(ids({})).toMatch(/^orders\/paid [0-9a-f]{64}$/);
  expect(ids({})).toBe(ids({ 'x-shopify-event-id': 'x'.repeat(201) }));
  expect(ids({})).not.toBe(ids({}, '{"id":1}'));
});

test('deliveries of one thing name it alike, whatever their topic', () => {
  const resources = (topic: string) => {
    const received = receive({ 'x-shopify-topic': topic });
    return received.kind === 'delivery' ? received.resource : received.kind;
  };
  const id = '820982911946154508';
  expect(resources('orders/create')).toBe(`order ${id}`);
  expect(resources('orders/updated')).toBe(`order ${id}`);
  expect(resources('orders/cancelled')).toBe(`order ${id}`);
  expect(resources('refunds/create')).toBe('order 7');
  expect(resources('customers/update')).toBe(`customer ${id}`);
  expect(resources('customers/redact')).toBe('customer 5');
  expect(resources('customers/data_request')).toBe('customer 5');
  expect(resources('products/update')).toBe(`product ${id}`);
  expect(resources('shop/redact')).toBe('shop 9');
  expect(receive({ 'x-shopify-topic': 'orders/paid' }, '[]')).toMatchObject({ resource: null });
});
