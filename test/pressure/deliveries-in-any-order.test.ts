import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, startBench } from '../support/service.ts';
import { newShopifyOrder, refundOfFirstLine, type ShopifyOrder } from '../support/shopify-order.ts';
import { playShop, SHOP_SECRET } from '../support/shops.ts';
import { waitFor } from '../support/wait-for.ts';

let bench: Bench;
beforeAll(async () => {
  const main = { platform: 'shopify', business_unit: 'experience', secrets: [SHOP_SECRET], category: 'E' };
  bench = await startBench({ shops: { main } });
});
afterAll(() => bench.close());

const ORDERS = 12;

/** All that a platform may tell of an order that was paid and given back in part, some of it twice or merged. */
function tellings(order: ShopifyOrder): [topic: string, body: object][] {
  const pending = { ...order, financial_status: 'pending', updated_at: '2024-10-08T14:03:31+02:00' };
  const refund = refundOfFirstLine(order);
  const merged = {
    ...order,
    financial_status: 'partially_refunded',
    updated_at: '2024-10-09T10:00:01+02:00',
    refunds: [refund],
  };
  return [
    ['orders/create', pending],
    ['orders/create', pending],
    ['orders/paid', order],
    ['orders/updated', order],
    ['orders/updated', merged],
    ['orders/updated', merged],
    ['refunds/create', refund],
    ['refunds/create', refund],
  ];
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const left = [...items];
  const out: T[] = [];
  for (let state = seed; left.length > 0; state = (state * 48_271) % 2_147_483_647)
    out.push(...left.splice(state % left.length, 1));
  return out;
}

test('deliveries that are doubled, merged, late and in any order leave one sale and one return of each order', async () => {
  const shop = playShop(bench, 'main', 'shopify');
  const orders = await Promise.all(Array.from({ length: ORDERS }, () => newShopifyOrder()));
  await Promise.all(
    orders.map(async (order, index) => {
      for (const [topic, body] of shuffled(tellings(order), 7 + index * 1_009)) {
        expect((await shop.post(topic, body)).status).toBe(200);
      }
    }),
  );
  const { prisma } = bench.database.database;
  const settled = async () =>
    (await prisma.event.count({ where: { status: { notIn: ['done', 'dead', 'discarded'] } } })) === 0;
  await waitFor('everything is settled', settled, 60_000);
  expect(await prisma.event.findMany({ where: { status: 'dead' }, select: { errorMessage: true } })).toEqual([]);
  for (const order of orders) {
    const children = await shop.childrenOf(order.id);
    expect(children.map(({ type }) => type).toSorted()).toEqual(['order.paid', 'order.refunded']);
    const invoices = bench.crm.records('AOS_Invoices').filter(({ values }) => values.name === order.name);
    expect(invoices.map(({ values }) => values.status).toSorted()).toEqual(['Paid', 'Returned']);
  }
}, 120_000);
