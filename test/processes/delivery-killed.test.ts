import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { createPlatformShop } from '../../lab/platform-shop.ts';
import { startProcessBench } from '../support/process-bench.ts';
import { newShopifyOrder } from '../support/shopify-order.ts';
import { SHOP_SECRET } from '../support/shops.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

vi.setConfig({ testTimeout: 120_000 });

const ORDERS = 12;

it('deliveries that were answered outlive the process that is killed in the middle of them, and lead to one sale each', async () => {
  await using bench = await startProcessBench();
  const shops = path.join(await temporaryFolder(), 'shops.json');
  const main = { platform: 'shopify', business_unit: 'experience', secrets: [SHOP_SECRET], category: 'E' };
  await writeFile(shops, JSON.stringify({ main }));
  const env = { SHOPS_FILE: shops };
  const orders = await Promise.all(Array.from({ length: ORDERS }, () => newShopifyOrder()));
  const sender = (url: string) => createPlatformShop({ url, shop: 'main', platform: 'shopify', secret: SHOP_SECRET });

  const first = await bench.start(env);
  const answers = await Promise.all(orders.map((order) => sender(first.url).deliver('orders/paid', order)));
  await first.kill();
  expect(answers.map(({ status }) => status)).toEqual(orders.map(() => 200));

  const next = await bench.start(env);
  // The platform, which has heard nothing of some of the answers, tells it again.
  await Promise.all(orders.map((order) => sender(next.url).deliver('orders/updated', order)));
  const events = await bench.allDone();
  expect(events.filter(({ type }) => type === 'order.paid')).toHaveLength(ORDERS);
  const invoices = bench.crm.records('AOS_Invoices').map(({ values }) => values.name);
  expect(invoices.toSorted()).toEqual(orders.map(({ name }) => name).toSorted());
});
