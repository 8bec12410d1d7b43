import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { exportingTo, KIND, startCollector } from '../support/collector.ts';
import { readFixture } from '../support/fixtures.ts';
import { listenUntilEnd } from '../support/http/server.ts';
import { startBench } from '../support/service.ts';
import { playShop, SHOP_SECRET } from '../support/shops.ts';

const ORDER = 'storefronts/woocommerce/01-order-chf-tax-inclusive-30282.json';

it('a delivery of a shop and what is made of it are one trace, and what the shop is asked for is a call of its own', async () => {
  const collector = await startCollector();
  const store = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'x-wp-totalpages': '1' }).end('[]');
  });
  const url = `http://127.0.0.1:${await listenUntilEnd(store)}`;
  const shop = { platform: 'woocommerce', business_unit: 'experience', url, secrets: [SHOP_SECRET], category: 'E' };
  const bench = await startBench({
    shops: { blog: { ...shop, consumer_key: 'ck_1', consumer_secret: 'cs_1' } },
    telemetry: exportingTo(collector.url),
  });
  try {
    const told = JSON.stringify(await readFixture(ORDER)).replaceAll('CHF', 'TWD');
    const refunds = [{ id: 77, reason: '', total: '-1.00' }];
    const blog = playShop(bench, 'blog', 'woocommerce');
    await blog.deliver('order.updated', { ...JSON.parse(told), refunds });
    await expect.poll(() => collector.spans().some(({ name }) => name === 'process order.paid')).toBe(true);
  } finally {
    await bench.close();
  }
  const named = (name: string) => collector.spans().filter((span) => span.name === name);
  const [webhook] = named('POST /webhooks/shops/:shop');
  const [delivery] = named('process shop.delivery');
  const [order] = named('process order.paid');
  expect(delivery).toMatchObject({ traceId: webhook?.traceId, parentSpanId: webhook?.spanId });
  expect(order).toMatchObject({ traceId: webhook?.traceId, parentSpanId: delivery?.spanId, kind: KIND.consumer });
  const [step] = named('step refunds of');
  expect(step).toMatchObject({ parentSpanId: delivery?.spanId });
  expect(named('GET /wp-json/wc/v3/orders/{id}/refunds')).toMatchObject([
    { parentSpanId: step?.spanId, kind: KIND.client },
  ]);
  expect(named('GET /wp-json/wc/v3/orders').every(({ parentSpanId }) => parentSpanId === undefined)).toBe(true);
});
