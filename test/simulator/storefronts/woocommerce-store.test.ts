import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWooSimulator, type WooSimulator } from '../../../lab/simulator/storefronts/woocommerce/simulator.ts';

const BUYER = { email: 'ada@example.com', firstName: 'Ada', lastName: 'Guest' };
const TEA = { sku: 'TEA', name: 'Tea', price: '9.99', quantity: 3, taxRate: '20' };

let clock: Date;
let shop: WooSimulator;
beforeEach(async () => {
  clock = new Date('2026-03-01T10:00:00Z');
  shop = await startWooSimulator({ now: () => clock });
});
afterEach(() => shop.close());

const basic = (key: string, secret: string) => `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;

async function get(path: string, authorization = basic(shop.consumer.key, shop.consumer.secret)) {
  const answer = await fetch(`${shop.url}/wp-json${path}`, { headers: { authorization } });
  return { status: answer.status, pages: answer.headers.get('x-wp-totalpages'), body: await answer.json() };
}

const later = (minutes: number) => {
  clock = new Date(clock.getTime() + minutes * 60_000);
};

test('an order is counted as WooCommerce counts, price tags with and without tax', async () => {
  const inclusive = await startWooSimulator({ settings: { pricesIncludeTax: true } });
  const coupon = { code: 'HELLO', amount: '3.00' };
  const order = inclusive.sell({ buyer: BUYER, lines: [TEA], coupon });
  await inclusive.close();
  expect(order).toMatchObject({ total: '26.97', total_tax: '4.49', discount_total: '2.50', discount_tax: '0.50' });
  expect(order.line_items).toMatchObject([
    { subtotal: '24.98', subtotal_tax: '4.99', total: '22.48', total_tax: '4.49' },
  ]);
  const fees = [{ name: 'Gift wrap', amount: '2.00', taxRate: '20' }];
  const exclusive = shop.sell({ buyer: BUYER, lines: [TEA], fees, shipping: { title: 'Post', price: '5.00' } });
  expect(exclusive).toMatchObject({ total: '43.36', total_tax: '6.39', shipping_total: '5.00', status: 'processing' });
});

test('changed orders are listed page by page, the first changed first', async () => {
  const ids = [1, 2, 3, 4, 5].map(() => {
    later(1);
    return shop.sell({ buyer: BUYER, lines: [TEA] }).id;
  });
  later(60);
  shop.store.change(ids[0] ?? 0, { status: 'completed' });
  const query = 'orderby=modified&order=asc&dates_are_gmt=true&per_page=2&modified_after=2026-03-01T10:02:00';
  const pages = await Promise.all([1, 2, 3].map((page) => get(`/wc/v3/orders?${query}&page=${page}`)));
  expect(pages.map(({ pages: all }) => all)).toEqual(['2', '2', '2']);
  expect(pages.map(({ body }) => (body as { id: number }[]).map(({ id }) => id))).toEqual([
    [ids[2], ids[3]],
    [ids[4], ids[0]],
    [],
  ]);
});

test('an instant with an offset is compared by the clock of the site, as WordPress does', async () => {
  const { id } = shop.sell({ buyer: BUYER, lines: [TEA] });
  const after = async (text: string) => (await get(`/wc/v3/orders?dates_are_gmt=true&modified_after=${text}`)).body;
  expect(await after('2026-03-01T09:00:00')).toMatchObject([{ id }]);
  expect(await after('2026-03-01T09:00:00Z')).toEqual([]);
});

test('a refund names the items that it is of, and stands in the order by its amount', async () => {
  const order = shop.sell({ buyer: BUYER, lines: [TEA], shipping: { title: 'Post', price: '5.00', taxRate: '20' } });
  const refund = shop.refund(order.id, { lines: [{ line: 0, quantity: 1 }], shipping: true, reason: 'late' });
  expect(refund.amount).toBe('17.99');
  expect(await get(`/wc/v3/orders/${order.id}`)).toMatchObject({
    body: { total: order.total, refunds: [{ id: refund.id, reason: 'late', total: '-17.99' }] },
  });
  expect(await get(`/wc/v3/orders/${order.id}/refunds`)).toMatchObject({
    body: [
      {
        line_items: [
          {
            quantity: -1,
            total: '-9.99',
            meta_data: [{ key: '_refunded_item_id', value: `${order.line_items[0]?.id}` }],
          },
        ],
        shipping_lines: [{ total: '-5.00', total_tax: '-1.00' }],
      },
    ],
  });
  expect(await get('/wc/v3/orders/1/refunds')).toMatchObject({
    status: 404,
    body: { code: 'woocommerce_rest_shop_order_invalid_id' },
  });
});

test('whoever has no good key is refusedByStore in the words of WordPress, and anybody may see the index', async () => {
  const refusedWith = (message: string, code = 'woocommerce_rest_authentication_error') => ({
    status: 401,
    body: { code, message, data: { status: 401 } },
  });
  const { key, secret } = shop.consumer;
  const listed = 'Sorry, you cannot list resources.';
  expect(await get('/wc/v3/orders', 'None')).toMatchObject(refusedWith(listed, 'woocommerce_rest_cannot_view'));
  expect(await get('/wc/v3/orders', basic('ck_x', secret))).toMatchObject(refusedWith('Consumer key is invalid.'));
  expect(await get('/wc/v3/orders', basic(key, 'cs_x'))).toMatchObject(refusedWith('Consumer secret is invalid.'));
  shop.setReadable(false);
  expect(await get('/wc/v3/system_status')).toMatchObject({ status: 401, body: { code: expect.any(String) } });
  expect(await get('/', 'None')).toMatchObject({ status: 200, body: { gmt_offset: '2' } });
});

test('a store can refuse, list without end, and be away', async () => {
  shop.register(BUYER);
  shop.refuse(503);
  expect((await get('/wc/v3/customers')).status).toBe(503);
  shop.answerAgain();
  expect(await get('/wc/v3/customers')).toMatchObject({ status: 200, pages: '1', body: [{ email: BUYER.email }] });
  shop.setEndless(true);
  expect(await get('/wc/v3/customers?page=41')).toMatchObject({ pages: '42', body: [{ email: BUYER.email }] });
  expect(await get('/wc/v3/customers?per_page=101')).toMatchObject({
    status: 400,
    body: { code: 'rest_invalid_param' },
  });
  await shop.goAway();
  await expect(get('/wc/v3/customers')).rejects.toThrow();
  await shop.comeBack();
  expect(await get('/wc/v3/system_status')).toMatchObject({ body: { settings: { number_of_decimals: 2 } } });
});
