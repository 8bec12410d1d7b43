import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlatformShop } from '../../../lab/platform-shop.ts';
import { simulateShopify } from '../../../lab/simulator/storefronts/shopify/shop.ts';
import { startWooSimulator, type WooSimulator } from '../../../lab/simulator/storefronts/woocommerce/simulator.ts';
import { useBench } from '../../support/service.ts';
import { waitFor } from '../../support/wait-for.ts';

const SHOPS = {
  main: { platform: 'shopify', business_unit: 'experience', secrets: ['a secret'], category: 'E' },
  gross: { platform: 'shopify', business_unit: 'experience', secrets: ['a secret'], category: 'E' },
  blog: { platform: 'woocommerce', business_unit: 'experience', secrets: ['a secret'], category: 'E' },
};
const bench = useBench({ shops: SHOPS });
let woo: WooSimulator;
beforeAll(async () => {
  woo = await startWooSimulator({ settings: { currency: 'TWD', pricesIncludeTax: true } });
});
afterAll(() => woo.close());

const sender = (shop: keyof typeof SHOPS) =>
  createPlatformShop({
    url: bench.service.url,
    shop,
    platform: shop === 'blog' ? 'woocommerce' : 'shopify',
    secret: 'a secret',
  });
const CART = {
  buyer: { id: 41, email: 'lou@example.com', firstName: 'Lou', lastName: 'Later', city: 'Taipei', country: 'TW' },
  lines: [
    { sku: 'TEA', name: 'Tea', price: '44.95', quantity: 3, taxRate: '6.5' },
    { sku: null, name: 'A card', price: '3.33', quantity: 1, taxRate: '10' },
  ],
  coupon: { code: 'HELLO', amount: '10.00' },
  shipping: { title: 'Post', price: '6.50', taxRate: '5' },
};

/** The totals of the invoices of this name, as cents, once there are so many. */
async function totalsOf(name: string, count: number) {
  const found = () => bench.crm.records('AOS_Invoices').filter(({ values }) => values.name === name);
  await waitFor(`${count} invoices ${name} stand there`, async () => {
    const open = await bench.database.database.prisma.event.count({ where: { status: { notIn: ['done', 'dead'] } } });
    return open === 0 && found().length === count;
  });
  return found().map(({ values }) => Number(values.total_amount).toFixed(2));
}

test.each([
  ['main', false],
  ['gross', true],
] as const)(
  'orders and refunds of a simulated Shopify shop stand with its totals (%s, tax inside: %s)',
  async (name, taxesIncluded) => {
    const firstId = taxesIncluded ? 5_400_000_020_001 : 5_400_000_030_001;
    const shop = simulateShopify(sender(name), { settings: { taxesIncluded }, firstId });
    const { what: order } = await shop.sell({ ...CART, buyer: { ...CART.buyer, email: `${name}@example.com` } });
    const { what: refund } = await shop.refund(order.id, { lines: [{ line: 0, quantity: 2 }], shipping: true });
    const totals = await totalsOf(String(order.name), 2);
    expect(totals.toSorted()).toEqual([`-${refund.transactions[0]?.amount}`, order.total_price].toSorted());
  },
);

test('an order and a refund of a simulated WooCommerce store stand with its total', async () => {
  const hooks = woo.webhooks(sender('blog'));
  expect(await hooks.ping()).toMatchObject({ status: 200, body: { status: 'ignored' } });
  const order = woo.sell(CART);
  await hooks.orderCreated(order.id);
  const refund = woo.refund(order.id, { lines: [{ line: 0, quantity: 2 }] });
  await hooks.orderUpdated(order.id);
  expect((await totalsOf(String(order.id), 2)).toSorted()).toEqual([`-${refund.amount}`, order.total]);
});
