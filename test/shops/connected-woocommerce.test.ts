import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replay } from '../../src/inbox/replay.ts';
import { readFixture } from '../support/fixtures.ts';
import { type Bench, startBench } from '../support/service.ts';
import { playShop, SHOP_SECRET } from '../support/shops.ts';
import { waitFor } from '../support/wait-for.ts';

/** What the store's API answers by path, without its query. */
const answers = new Map<string, () => { status: number; body: unknown }>();
const asked: string[] = [];
let store: Server;
let bench: Bench;
let blog: ReturnType<typeof playShop>;

let lastId = 560_000;
/** A real order, under an id of its own and in the CRM's own currency. */
async function newOrder(fixture: string, changes: object = {}) {
  lastId += 1;
  const order = JSON.parse(
    JSON.stringify(await readFixture(`storefronts/woocommerce/${fixture}`))
      .replaceAll('CHF', 'TWD')
      .replaceAll('USD', 'TWD'),
  );
  return { ...order, id: lastId, number: String(lastId), ...changes };
}
const PAID = '01-order-chf-tax-inclusive-30282.json';

/** An order that no webhook tells of. */
let unheard: { readonly id: number };

beforeAll(async () => {
  unheard = await newOrder(PAID);
  answers.set('/wp-json/wc/v3/orders', () => ({ status: 200, body: [unheard] }));
  store = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://store');
    asked.push(url.pathname + url.search);
    const { status, body } = answers.get(url.pathname)?.() ?? { status: 200, body: [] };
    response.writeHead(status, { 'content-type': 'application/json', 'x-wp-totalpages': '1' });
    response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(store, 'listening');
  const { port } = store.address() as AddressInfo;
  bench = await startBench({
    shops: {
      blog: {
        platform: 'woocommerce',
        business_unit: 'experience',
        url: `http://127.0.0.1:${port}`,
        secrets: [SHOP_SECRET],
        consumer_key: 'ck_1',
        consumer_secret: 'cs_1',
        category: 'E',
      },
    },
  });
  blog = playShop(bench, 'blog', 'woocommerce');
});
afterAll(async () => {
  await bench.close();
  store.close();
});

interface BlogHealth {
  readonly last_catch_up_at: string | null;
}

const invoicesOf = (number: string) => bench.crm.records('AOS_Invoices').filter(({ values }) => values.name === number);

test('what no webhook has brought is found by asking for what was changed', async () => {
  const order = unheard;
  const { prisma } = bench.database.database;
  const isFound = async () => (await prisma.event.count({ where: { orderId: `blog:${order.id}` } })) === 1;
  await waitFor('the order is found', isFound);
  expect((await blog.childrenOf(order.id)).map(({ type, status }) => [type, status])).toEqual([['order.paid', 'done']]);
  expect(asked.some((url) => url.startsWith('/wp-json/wc/v3/orders?modified_after='))).toBe(true);
  const shopOf = async () => {
    const health = (await (await fetch(`${bench.service.url}/health`)).json()) as { shops: { blog: BlogHealth } };
    return health.shops.blog;
  };
  await waitFor('the walk has come to its end', async () => (await shopOf()).last_catch_up_at !== null);
  // What was found by asking is no sign that webhooks come.
  expect(await shopOf()).toMatchObject({ status: 'up', last_delivery_at: null, found: 1 });
});

test('an order that is changed until it is paid is recorded once, with the shop’s own total', async () => {
  const order = await newOrder(PAID);
  await blog.deliver('order.created', { ...order, status: 'pending', date_paid_gmt: null, date_paid: null });
  expect(await blog.childrenOf(order.id)).toEqual([]);
  await blog.deliver('order.updated', order);
  await blog.deliver('order.updated', { ...order, customer_note: 'leave it at the door' });
  expect((await blog.childrenOf(order.id)).map(({ type, status }) => [type, status])).toEqual([['order.paid', 'done']]);
  expect(invoicesOf(order.number).map(({ values }) => Number(values.total_amount))).toEqual([Number(order.total)]);
});

test('the same body again is a duplicate, and the unsigned ping is ignored', async () => {
  const order = await newOrder(PAID);
  const { id } = await blog.deliver('order.updated', order);
  expect(await blog.deliver('order.updated', order)).toMatchObject({ id, status: 'duplicate' });
  const answer = await fetch(`${bench.service.url}/webhooks/shops/blog`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'webhook_id=7',
  });
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ignored', reason: 'ping' }]);
});

test('what is signed and no JSON is kept as a dead event, since WooCommerce counts refusals', async () => {
  const answer = await blog.post('order.updated', 'no json');
  expect(answer.status).toBe(200);
  const { event_id: id } = answer.body as { event_id: string };
  expect(await bench.settled(id)).toMatchObject({ status: 'dead', errorClass: 'permanent' });
});

/** An order with a refund of its whole first line, and what the shop's API tells of that. */
async function refundedOrder() {
  const order = await newOrder(PAID);
  const [line] = order.line_items;
  const refund = {
    id: order.id + 100_000,
    date_created_gmt: '2026-01-05T02:00:00',
    amount: (Number(line.total) + Number(line.total_tax)).toFixed(2),
    reason: 'broken',
    line_items: [
      {
        id: 1,
        quantity: -line.quantity,
        total: `-${line.total}`,
        total_tax: `-${line.total_tax}`,
        meta_data: [{ id: 1, key: '_refunded_item_id', value: String(line.id) }],
      },
    ],
    shipping_lines: [],
    fee_lines: [],
  };
  const listed = { ...order, refunds: [{ id: refund.id, reason: 'broken', total: `-${refund.amount}` }] };
  return { order, refund, listed, path: `/wp-json/wc/v3/orders/${order.id}/refunds` };
}

test('a refund is given back with its own lines, which the shop is asked for, however often it is listed', async () => {
  const { order, refund, listed, path } = await refundedOrder();
  await blog.deliver('order.updated', order);
  let tries = 0;
  answers.set(path, () => {
    tries += 1;
    return tries === 1 ? { status: 503, body: { code: 'busy' } } : { status: 200, body: [refund] };
  });
  await blog.deliver('order.updated', listed);
  await blog.deliver('order.updated', { ...listed, date_modified_gmt: '2026-02-05T02:00:00' });
  expect((await blog.childrenOf(order.id)).map(({ type, status }) => [type, status])).toEqual([
    ['order.paid', 'done'],
    ['order.refunded', 'done'],
  ]);
  const [returned] = invoicesOf(order.number).filter(({ values }) => values.status === 'Returned');
  expect(Number(returned?.values.total_amount)).toBe(-Number(refund.amount));
  // Once it is known nobody asks for it again.
  expect(tries).toBe(2);
});

test('a shop that refuses the key makes that delivery dead and no other, and a replay goes on once the key is good', async () => {
  const { order, refund, listed, path } = await refundedOrder();
  answers.set(path, () => ({ status: 401, body: { code: 'woocommerce_rest_cannot_view', message: 'no', data: {} } }));
  const { id, event } = await blog.deliver('order.updated', listed);
  expect(event).toMatchObject({ status: 'dead', errorClass: 'auth', errorCode: 'shop_key_rejected' });
  expect(await blog.childrenOf(order.id)).toEqual([]);
  expect((await blog.deliver('order.updated', await newOrder(PAID))).event.status).toBe('done');
  answers.set(path, () => ({ status: 200, body: [refund] }));
  await replay(bench.database.database, id);
  bench.service.wake();
  await waitFor('the delivery is done', async () => (await bench.settled(id)).status === 'done');
  expect((await blog.childrenOf(order.id)).map(({ type, status }) => [type, status])).toEqual([
    ['order.paid', 'done'],
    ['order.refunded', 'done'],
  ]);
});

test('health tells when a shop was last heard of', async () => {
  const health = await (await fetch(`${bench.service.url}/health`)).json();
  expect(health).toMatchObject({ shops: { blog: { status: 'up', last_delivery_at: expect.any(String) } } });
});
