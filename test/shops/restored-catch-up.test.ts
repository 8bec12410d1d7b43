import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPlatformShop } from '../../lab/platform-shop.ts';
import { startWooSimulator, type WooSimulator } from '../../lab/simulator/storefronts/woocommerce/simulator.ts';
import { compareSnapshots } from '../../lab/soak/compare.ts';
import { startBench } from '../support/service.ts';
import { SHOP_SECRET } from '../support/shops.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Rewinding, rewinding } from '../support/workflows/shop-memory.ts';

let store: WooSimulator;
let world: Rewinding;
beforeEach(async () => {
  store = await startWooSimulator({ settings: { currency: 'TWD' } });
  const shops = {
    blog: {
      platform: 'woocommerce',
      business_unit: 'experience',
      url: store.url,
      secrets: [SHOP_SECRET],
      consumer_key: store.consumer.key,
      consumer_secret: store.consumer.secret,
      category: 'E',
    },
  };
  world = rewinding(await startBench({ shops }));
});
afterEach(async () => {
  await world.close();
  await store.close();
});

const hooks = () =>
  store.webhooks(
    createPlatformShop({ url: world.bench.service.url, shop: 'blog', platform: 'woocommerce', secret: SHOP_SECRET }),
  );
const cart = (id: number) => ({
  buyer: { id, email: `buyer-${id}@example.com`, firstName: 'Lou', lastName: 'Later', city: 'Taipei', country: 'TW' },
  lines: [{ sku: 'TEA', name: 'Tea', price: '45.00', quantity: 3, taxRate: '5' }],
});

/** The statuses of what was made of the store's orders, once nothing is left to be done. */
async function outcomes(orders: readonly { readonly id: number }[], count: number): Promise<string[]> {
  const { prisma } = world.bench.database.database;
  const ids = orders.map(({ id }) => `blog:${id}`);
  const made = () => prisma.event.findMany({ where: { orderId: { in: ids }, parentId: { not: null } } });
  const settled = await waitFor(`${count} events are settled`, async () => {
    const events = await made();
    return events.length === count && events.every(({ status }) => ['done', 'dead'].includes(status)) && events;
  });
  return settled.map(({ status }) => status);
}

test('a WooCommerce store is asked for all since the backup: what nobody posts again is found, and nothing is doubled', async () => {
  const { prisma } = world.bench.database.database;
  await waitFor('the store was asked', async () => (await prisma.shopCatchUp.findFirst())?.ranAt != null);
  // The backup is an hour old.
  const hourAgo = new Date(Date.now() - 3_600_000);
  await prisma.shopCatchUp.updateMany({ data: { ranAt: hourAgo, upTo: hourAgo } });
  const first = store.sell(cart(41));
  await hooks().orderCreated(first.id);
  expect(await outcomes([first], 1)).toEqual(['done']);

  await world.backUp();
  const second = store.sell(cart(42));
  await hooks().orderCreated(second.id);
  store.refund(first.id, { lines: [{ line: 0, quantity: 2 }] });
  await hooks().orderUpdated(first.id);
  expect(await outcomes([first, second], 3)).toEqual(['done', 'done', 'done']);
  const before = world.bench.crm.snapshot();

  await world.restore();
  expect(await outcomes([first, second], 3)).toEqual(['done', 'done', 'done']);
  expect(compareSnapshots(before, world.bench.crm.snapshot())).toEqual({ duplicates: [], losses: [], differences: [] });
});
