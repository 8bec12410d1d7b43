import { expect, test } from 'vitest';
import { removeAll } from '../support/retention.ts';
import { useBench } from '../support/service.ts';
import { newShopifyOrder, refundOfFirstLine } from '../support/shopify-order.ts';
import { playShop } from '../support/shops.ts';

const SHOPS = {
  main: { platform: 'shopify', business_unit: 'experience', secrets: ['a secret'], category: 'E' },
};
const bench = useBench({ shops: SHOPS });
const { deliver, childrenOf } = playShop(bench, 'main', 'shopify');
const statusesOf = (name: string) =>
  bench.crm
    .records('AOS_Invoices')
    .filter(({ values }) => values.name === name)
    .map(({ values }) => values.status)
    .toSorted();

test('a delivery of a shop goes whole, and the same again is a duplicate', async () => {
  const order = await newShopifyOrder();
  const { id } = await deliver('orders/paid', order, { eventId: `${order.id}` });
  await childrenOf(order.id);
  await removeAll(bench.database.database);
  const { body } = await bench.database.database.prisma.event.findUniqueOrThrow({ where: { id } });
  expect(Buffer.from(body).toString()).toBe('{"~redacted":true}');
  const again = await deliver('orders/paid', order, { eventId: `${order.id}` });
  expect(again).toMatchObject({ id, status: 'duplicate' });
});

test('what a platform tells later of an order that was removed leads to what has changed, and to nothing twice', async () => {
  const order = await newShopifyOrder();
  await deliver('orders/paid', order);
  await childrenOf(order.id);
  await removeAll(bench.database.database);
  await deliver('orders/updated', { ...order, updated_at: '2026-01-02T00:00:00Z', note: 'changed' });
  expect(await childrenOf(order.id)).toHaveLength(1);
  const refunded = {
    ...order,
    updated_at: '2026-01-03T00:00:00Z',
    financial_status: 'partially_refunded',
    refunds: [refundOfFirstLine(order)],
  };
  await deliver('orders/updated', refunded);
  await deliver('refunds/create', refundOfFirstLine(order));
  const children = await childrenOf(order.id);
  expect(children.map(({ type, status }) => [type, status])).toEqual([
    ['order.paid', 'done'],
    ['order.refunded', 'done'],
  ]);
  expect(statusesOf(order.name)).toEqual(['Paid', 'Returned']);
});
