import { expect, test } from 'vitest';
import { rowsHolding } from '../support/database/every-row.ts';
import { useBench } from '../support/service.ts';
import { newShopifyOrder, refundOfFirstLine } from '../support/shopify-order.ts';
import { playShop } from '../support/shops.ts';

const SHOPS = {
  main: { platform: 'shopify', business_unit: 'experience', secrets: ['old secret', 'a secret'], category: 'E' },
};
const bench = useBench({ shops: SHOPS });
const main = playShop(bench, 'main', 'shopify');
const { deliver, childrenOf } = main;

const invoicesOf = (name: string) => bench.crm.records('AOS_Invoices').filter(({ values }) => values.name === name);

test('a paid order of a connected shop stands in the CRM with the shop’s own total', async () => {
  const order = await newShopifyOrder();
  const { event } = await deliver('orders/paid', order);
  expect(event).toMatchObject({ status: 'done', errorMessage: null });
  const [child, ...others] = await childrenOf(order.id);
  expect(others).toEqual([]);
  expect(child).toMatchObject({ type: 'order.paid', status: 'done', shop: 'main', parentId: event.id });
  const [invoice] = invoicesOf(order.name);
  expect(Number(invoice?.values.total_amount)).toBe(2147.58);
  expect(invoice?.values.status).toBe('Paid');
});

test('an order that a platform tells again and again, in every mix of topics, is recorded once', async () => {
  const order = await newShopifyOrder();
  const { id } = await deliver('orders/create', { ...order, financial_status: 'pending' }, { eventId: `${order.id}` });
  await Promise.all([
    deliver('orders/paid', order),
    deliver('orders/updated', order),
    deliver('orders/paid', order),
    deliver('orders/updated', { ...order, updated_at: '2024-10-08T15:00:00+02:00', note: 'changed' }),
  ]);
  const again = await deliver('orders/create', { ...order, note: 'other' }, { eventId: `${order.id}` });
  expect(again).toMatchObject({ id, status: 'duplicate' });
  expect((await childrenOf(order.id)).map(({ type }) => type)).toEqual(['order.paid']);
  expect(invoicesOf(order.name)).toHaveLength(1);
});

test('an unsigned delivery is refused, and one for a shop that nobody knows is not found', async () => {
  const order = await newShopifyOrder();
  expect(await playShop(bench, 'main', 'shopify', 'another secret').post('orders/paid', order)).toMatchObject({
    status: 401,
  });
  expect(await playShop(bench, 'other', 'shopify').post('orders/paid', order)).toMatchObject({ status: 404 });
  expect(await playShop(bench, 'main', 'shopify', 'old secret').post('orders/paid', order)).toMatchObject({
    status: 200,
  });
});

test('what is of no use is ignored, and what is no JSON refused', async () => {
  expect(await main.post('carts/update', { id: 1 })).toEqual(
    expect.objectContaining({ status: 200, body: { status: 'ignored', reason: 'topic' } }),
  );
  const test = { headers: { 'x-shopify-test': 'true' } };
  expect(await main.post('orders/paid', await newShopifyOrder(), test)).toMatchObject({
    status: 200,
    body: { status: 'ignored', reason: 'test_notification' },
  });
  expect(await main.post('orders/paid', 'no json')).toMatchObject({ status: 400 });
});

test('an order whose total does not follow is a dead delivery that names both figures, and nothing of it is taken', async () => {
  const order = await newShopifyOrder({ total_price: '2140.00', total_price_set: undefined });
  const { event } = await deliver('orders/paid', order);
  expect(event.status).toBe('dead');
  expect(event.errorMessage).toMatch(/2140/);
  expect(event.errorMessage).toMatch(/2147\.58/);
  expect(await childrenOf(order.id)).toEqual([]);
});

test('a refund that comes before its order waits for it', async () => {
  const order = await newShopifyOrder();
  const refund = refundOfFirstLine(order);
  expect((await deliver('refunds/create', refund)).event).toMatchObject({ status: 'done', errorMessage: null });
  await deliver('orders/paid', order);
  const children = await childrenOf(order.id);
  expect(children.map(({ type }) => type).toSorted()).toEqual(['order.paid', 'order.refunded']);
  await bench.settled(children[0]?.id ?? '');
  const stated = invoicesOf(order.name).map(({ values }) => values.status);
  expect(stated.toSorted()).toEqual(['Paid', 'Returned']);
});

test('a customer whom the law lets be forgotten is no longer found in what is kept, and the money is', async () => {
  const order = await newShopifyOrder();
  const { id: delivery } = await deliver('orders/paid', order);
  const [child] = await childrenOf(order.id);
  const request = {
    shop_id: 1,
    shop_domain: 'a-shop.myshopify.com',
    customer: { id: order.customer?.id ?? 1, email: order.email, phone: null },
    orders_to_redact: [order.id],
  };
  const { event } = await deliver('customers/redact', request);
  expect(event).toMatchObject({ status: 'done', errorMessage: null });
  const { prisma } = bench.database.database;
  const rows = await prisma.event.findMany({ where: { id: { in: [delivery, child?.id ?? ''] } } });
  for (const { body } of rows) expect(Buffer.from(body).toString()).not.toContain(order.email);
  const kept = JSON.parse(Buffer.from(rows.find(({ type }) => type === 'order.paid')?.body ?? '').toString());
  expect(kept.data).toMatchObject({ order_id: `main:${order.id}`, totals: { total_amount: '2147.58' } });
  expect(await rowsHolding(bench.database.database, [order.email])).toEqual([]);
  expect(await prisma.step.findFirst({ where: { eventId: child?.id ?? '', key: 'invoice' } })).toMatchObject({
    request: { total_amount: '2147.58', billing_contact_id: expect.any(String) },
  });
  expect(await prisma.auditEntry.count({ where: { action: 'privacy.erase', subject: event.id } })).toBe(1);
  // What is left is enough to know the order again.
  const again = await deliver('orders/updated', { ...order, updated_at: '2024-11-08T15:00:00+01:00' });
  expect(again.event).toMatchObject({ status: 'done', errorMessage: null });
  expect((await childrenOf(order.id)).map(({ type }) => type)).toEqual(['order.paid']);
});

test('who asks what is kept of them is answered by a person: the event warns, and the audit has it', async () => {
  const request = {
    shop_id: 1,
    shop_domain: 'a.myshopify.com',
    orders_requested: [],
    customer: { id: 7 },
    data_request: { id: 9 },
  };
  const { event } = await deliver('customers/data_request', request);
  expect(event).toMatchObject({ status: 'done', warnings: [expect.stringContaining('a person is to answer')] });
});
