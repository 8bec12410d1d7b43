import { expect, test } from 'vitest';
import { rowsHolding } from '../support/database/every-row.ts';
import { useAdminBench } from '../support/http/admin.ts';
import { newShopifyOrder } from '../support/shopify-order.ts';
import { playShop } from '../support/shops.ts';

const start = useAdminBench();
const SHOPS = {
  main: { platform: 'shopify', business_unit: 'experience', secrets: ['a secret'], category: 'E' },
  other: { platform: 'shopify', business_unit: 'experience', secrets: ['a secret'], category: 'E' },
};

test('a shop that leaves is erased by a person as by its platform: first counted, then its own people alone', async () => {
  const bench = await start({ shops: SHOPS });
  const [main, other] = [playShop(bench, 'main', 'shopify'), playShop(bench, 'other', 'shopify')];
  const person = (email: string) => ({ email, contact_email: email, customer: null });
  const own = await newShopifyOrder(person('ada@example.com'));
  const elsewhere = await newShopifyOrder(person('bob@example.com'));
  await main.deliver('orders/paid', own);
  await other.deliver('orders/paid', elsewhere);
  await main.childrenOf(own.id);
  await other.childrenOf(elsewhere.id);
  const { database } = bench.database;
  const ask = (shop: string, more: object = {}) =>
    bench.ask('DELETE', `/admin/shops/${shop}`, { body: { reason: 'it leaves', ...more } });
  const trial = await ask('main', { dry_run: true });
  expect(trial).toMatchObject({ status: 200, body: { events: 2, in_work: 0, dead: 0, named: [] } });
  expect(await rowsHolding(database, ['ada@example.com'])).not.toEqual([]);
  expect(await ask('main')).toMatchObject({ status: 200, body: trial.body });
  expect(await rowsHolding(database, ['ada@example.com'])).toEqual([]);
  expect(await rowsHolding(database, ['bob@example.com'])).not.toEqual([]);
  expect((await bench.ask('GET', '/admin/audit?subject=main')).body).toMatchObject({
    entries: [{ actor: 'alice', action: 'shop.erase', affected: 2 }],
  });
  expect(await ask('nobody')).toMatchObject({ status: 404, body: { code: 'shop_unknown' } });
});
