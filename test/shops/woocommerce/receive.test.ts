import { expect, test } from 'vitest';
import type { ShopRequest } from '../../../src/shops/platform.ts';
import { woocommerce } from '../../../src/shops/woocommerce/woocommerce.ts';
import { signedRequest, wooSample, wooShop } from '../../support/shops/woocommerce.ts';

const shop = wooShop({ secrets: [Buffer.from('old'), Buffer.from('woo-secret')] });
const receive = (request: ShopRequest) => woocommerce.receive(request, shop);

const HEX = /^order\.updated:[0-9a-f]{64}$/;

test('a signed order is a delivery of its topic and its order, the same for each repetition', async () => {
  const body = (await wooSample('03-order-usd-two-fees-tax-per-line-rounded.json')).toString('utf8');
  const received = receive(signedRequest('order.updated', body));
  expect(received).toEqual({
    kind: 'delivery',
    topic: 'order.updated',
    id: expect.stringMatching(HEX),
    resource: 'order 1131',
  });
  expect(receive(signedRequest('order.updated', body))).toEqual(received);
  expect(receive(signedRequest('order.created', body))).not.toMatchObject({ id: 'id' in received ? received.id : '' });
});

test('any of the secrets of a shop may have signed', () => {
  for (const secret of ['old', 'woo-secret']) {
    expect(receive(signedRequest('customer.updated', '{"id":7}', secret))).toMatchObject({ resource: 'customer 7' });
  }
  expect(receive(signedRequest('customer.updated', '{"id":7}', 'another'))).toEqual({ kind: 'unsigned' });
});

test('the signature is of the raw bytes and of nothing else', () => {
  const { headers } = signedRequest('order.updated', '{"id":7}');
  expect(receive({ headers, body: Buffer.from('{"id": 7}') })).toEqual({ kind: 'unsigned' });
});

test('what is no signature is none', () => {
  for (const signature of [undefined, '', 'x', 'A'.repeat(44), `${'A'.repeat(43)}=`, ['A'], 'é'.repeat(44)]) {
    const headers = { 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-signature': signature };
    expect(receive({ headers, body: Buffer.from('{"id":7}') })).toEqual({ kind: 'unsigned' });
  }
});

test('the unsigned ping of a new webhook is answered and ignored', () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(receive({ headers, body: Buffer.from('webhook_id=9') })).toEqual({ kind: 'ignored', reason: 'ping' });
  expect(receive({ headers, body: Buffer.from('webhook_id=9&order=1') })).toEqual({ kind: 'unsigned' });
  expect(receive({ headers: {}, body: Buffer.from('webhook_id=9') })).toEqual({ kind: 'unsigned' });
  const signed = { ...headers, 'x-wc-webhook-signature': `${'A'.repeat(43)}=` };
  expect(receive({ headers: signed, body: Buffer.from('webhook_id=9') })).toEqual({ kind: 'unsigned' });
});

test('signed topics of no use are ignored', () => {
  for (const topic of [
    'order.deleted',
    'order.restored',
    'product.created',
    'coupon.deleted',
    'action.woocommerce_x',
    '',
  ]) {
    expect(receive(signedRequest(topic, '{"id":16}'))).toEqual({ kind: 'ignored', reason: 'topic' });
  }
});

test('what is signed and no JSON is kept, since WooCommerce counts every refusal', () => {
  for (const body of ['', '<html>', '{"id":7', '[]', 'null', '{"id":"x"}', '{"id":-1}', '{"id":1.5}']) {
    expect(receive(signedRequest('order.updated', body))).toMatchObject({ kind: 'delivery', resource: null });
  }
});

test('an id keeps every digit', () => {
  expect(receive(signedRequest('order.updated', '{"id":9007199254740993}'))).toMatchObject({
    resource: 'order 9007199254740993',
  });
});
