import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createPlatformShop } from '../../lab/platform-shop.ts';

import { type ProcessBench, startProcessBench } from '../support/process-bench.ts';
import { startProxy } from '../support/process-proxy.ts';
import { newShopifyOrder, refundOfFirstLine } from '../support/shopify-order.ts';
import { SHOP_SECRET } from '../support/shops.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ORDERS = 12;

const sender = (url: string) => createPlatformShop({ url, shop: 'main', platform: 'shopify', secret: SHOP_SECRET });

async function withShop(): Promise<Readonly<Record<string, string>>> {
  const shops = path.join(await temporaryFolder(), 'shops.json');
  const main = { platform: 'shopify', business_unit: 'experience', secrets: [SHOP_SECRET], category: 'E' };
  await writeFile(shops, JSON.stringify({ main }));
  return { SHOPS_FILE: shops };
}

function invoicesOf({ crm }: ProcessBench): (string | undefined)[] {
  return crm.records('AOS_Invoices').map(({ values }) => values.name);
}

it.concurrent('deliveries that were answered outlive the process that is killed in the middle of them, and lead to one sale each', async () => {
  await using bench = await startProcessBench();
  const env = await withShop();
  const orders = await Promise.all(Array.from({ length: ORDERS }, () => newShopifyOrder()));

  const first = await bench.start(env);
  const answers = await Promise.all(orders.map((order) => sender(first.url).deliver('orders/paid', order)));
  await first.kill();
  expect(answers.map(({ status }) => status)).toEqual(orders.map(() => 200));

  const next = await bench.start(env);
  // The platform, which has heard nothing of some of the answers, tells it again.
  await Promise.all(orders.map((order) => sender(next.url).deliver('orders/updated', order)));
  const events = await bench.allDone();
  expect(events.filter(({ type }) => type === 'order.paid')).toHaveLength(ORDERS);
  expect(invoicesOf(bench).toSorted()).toEqual(orders.map(({ name }) => name).toSorted());
});

it.concurrent.each([
  ['before the commit', 0],
  ['after the commit', 2],
] as const)(
  'a process that is killed %s of what a delivery leads to leaves one sale and one return to the next',
  async (when, left) => {
    await using bench = await startProcessBench();
    await using proxy = await startProxy(bench.database.url);
    const env = await withShop();
    const order = await newShopifyOrder();
    const first = await bench.start({ ...env, DATABASE_URL: proxy.url });
    proxy.cut('"webhook_id":"child ', when, 1, () => process.kill(first.pid, 'SIGKILL'));
    const whole = { ...order, financial_status: 'partially_refunded', refunds: [refundOfFirstLine(order)] };
    expect(await sender(first.url).deliver('orders/updated', whole)).toMatchObject({ status: 200 });
    expect(await first.ended).toMatchObject({ signal: 'SIGKILL' });
    expect((await bench.events()).map(({ type }) => type)).toEqual(
      ['shop.delivery', 'order.paid', 'order.refunded'].slice(0, 1 + left),
    );

    await bench.start(env);
    const [delivery, ...children] = await bench.allDone();
    expect(delivery?.takeovers).toBeGreaterThan(0);
    expect(children.map(({ type }) => type)).toEqual(['order.paid', 'order.refunded']);
    expect(invoicesOf(bench)).toEqual([order.name, order.name]);
  },
);
