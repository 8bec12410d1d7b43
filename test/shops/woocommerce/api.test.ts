import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createWooApi, type WooApi } from '../../../src/shops/woocommerce/api.ts';
import { refundsTold, wooShop } from '../../support/shops/woocommerce.ts';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
}

/** A shop that answers as it is told, and the API that asks it. */
async function startShop(
  answer: (request: IncomingMessage, response: ServerResponse, asked: Asked) => void,
  timeoutMs = 5_000,
) {
  const calls: Asked[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://shop');
    const { authorization } = request.headers;
    const asked = { path: url.pathname, query: Object.fromEntries(url.searchParams), authorization };
    calls.push(asked);
    answer(request, response, asked);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const api = createWooApi(
    { url: `http://127.0.0.1:${port}/sub`, key: 'ck_1', secret: 'cs_1', catchUpMs: 600_000 },
    { shop: 'blog', timeoutMs, clock: () => 0 },
  );
  closing.push(async () => {
    await api.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { api, calls, url: `http://127.0.0.1:${port}` };
}

const json = (response: ServerResponse, body: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

async function failureOf(api: WooApi, signal: AbortSignal | null = null) {
  return await api.refundsOf('560', signal).then(
    () => null,
    (error: unknown) => error,
  );
}

test('the refunds of an order are asked for with the consumer key, page by page', async () => {
  const refund = (id: number) => ({ id, amount: '5.00', date_created_gmt: '2026-01-06T01:00:00' });
  const { api, calls } = await startShop((_, response, { query }) =>
    json(response, query.page === '1' ? [refund(1), refund(2)] : [refund(3)], { 'x-wp-totalpages': '2' }),
  );
  const refunds = await api.refundsOf('560', null);
  expect(calls.map(({ path, query, authorization }) => [path, query.page, query.per_page, authorization])).toEqual([
    ['/sub/wp-json/wc/v3/orders/560/refunds', '1', '100', 'Basic Y2tfMTpjc18x'],
    ['/sub/wp-json/wc/v3/orders/560/refunds', '2', '100', 'Basic Y2tfMTpjc18x'],
  ]);
  const order = {
    id: 560,
    status: 'completed',
    currency: 'EUR',
    total: '100.00',
    date_created_gmt: '2026-01-05T01:00:00',
  };
  const told = refundsTold(refunds, order, wooShop());
  expect(told.map(({ refundId }) => refundId)).toEqual(['blog:1', 'blog:2', 'blog:3']);
});

test('a redirect of a shop is not followed, so that its key goes nowhere else', async () => {
  const elsewhere = await startShop((_, response) => json(response, []));
  const { api, calls } = await startShop((_, response) =>
    response.writeHead(302, { location: `${elsewhere.url}/wp-json/wc/v3/orders/560/refunds` }).end(),
  );
  expect(await failureOf(api)).toMatchObject({ code: 'shop_answer_unexpected' });
  expect([calls.length, elsewhere.calls]).toEqual([1, []]);
});

test('a shop that always has another page comes to an end, and it is told', async () => {
  const { api, calls } = await startShop((_, response) => json(response, [{ id: 1 }], { 'x-wp-totalpages': '999999' }));
  expect(await failureOf(api)).toMatchObject({ code: 'shop_list_too_long', errorClass: 'permanent' });
  expect(calls).toHaveLength(10);
});

test('changed orders are asked for in UTC, and each is a body that keeps its digits', async () => {
  const { api, calls } = await startShop((_, response) =>
    response.writeHead(200, { 'x-wp-totalpages': '3' }).end('[{"id":9007199254740993,"price":5.0682260000000001}]'),
  );
  const { bodies, hasMore } = await api.ordersChanged('2026-01-05T10:00:00+08:00', 2, null);
  expect(calls[0]?.query).toEqual({
    modified_after: '2026-01-05T02:00:00',
    dates_are_gmt: 'true',
    orderby: 'modified',
    order: 'asc',
    status: 'any',
    per_page: '100',
    page: '2',
  });
  expect(hasMore).toBe(true);
  expect(bodies.map((body) => Buffer.from(body).toString('utf8'))).toEqual([
    '{"id":9007199254740993,"price":5.0682260000000001}',
  ]);
});

test('customers are listed by when they registered, and an empty page is the last', async () => {
  const { api, calls } = await startShop((_, response) => json(response, []));
  expect(await api.customers(1, null)).toEqual({ bodies: [], hasMore: false });
  expect(calls[0]).toMatchObject({ path: '/sub/wp-json/wc/v3/customers', query: { role: 'customer', order: 'desc' } });
});

test('a shop says how it is set up', async () => {
  const { api } = await startShop((_, response, { path }) =>
    json(
      response,
      path.endsWith('system_status')
        ? { environment: { version: '8.7.0' }, settings: { currency: 'TWD', number_of_decimals: 0 } }
        : { timezone_string: '', gmt_offset: 8 },
    ),
  );
  expect(await api.settings(null)).toEqual({ version: '8.7.0', timeZone: '8', currency: 'TWD', decimals: 0 });
});

test.for([
  [401, 'shop_key_rejected', 'auth'],
  [403, 'shop_key_rejected', 'auth'],
  [404, 'shop_record_not_found', 'permanent'],
  [400, 'shop_request_rejected', 'permanent'],
  [429, 'shop_overloaded', 'transient'],
  [500, 'shop_overloaded', 'transient'],
  [503, 'shop_overloaded', 'transient'],
  [301, 'shop_answer_unexpected', 'transient'],
] as const)('%i is %s', async ([status, code, errorClass]) => {
  const { api, calls } = await startShop((_, response) =>
    response.writeHead(status, { 'retry-after': '30', location: 'http://127.0.0.1:1/' }).end('{}'),
  );
  const error = await failureOf(api);
  expect(error).toMatchObject({ code, errorClass, status, retryAfterMs: 30_000 });
  expect(String(error)).not.toMatch(/ck_1|cs_1|127\.0\.0\.1/);
  expect(calls).toHaveLength(1);
});

test('an answer that is no JSON, or no list, is none of the API', async () => {
  for (const body of ['<html>Maintenance</html>', '', '{"id":1}', '<b>Warning</b>[]']) {
    const { api } = await startShop((_, response) => response.end(body));
    expect(await failureOf(api)).toMatchObject({ code: 'shop_answer_unexpected', errorClass: 'transient' });
  }
});

test('no answer, half of one and nobody there are told apart', async () => {
  const silent = await startShop(() => {}, 100);
  expect(await failureOf(silent.api)).toMatchObject({ code: 'shop_answer_lost', errorClass: 'transient' });
  const broken = await startShop((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('[', () => response.destroy());
  });
  expect(await failureOf(broken.api)).toMatchObject({ code: 'shop_answer_lost' });
  const nobody = createWooApi(
    { url: 'http://127.0.0.1:1', key: 'k', secret: 's', catchUpMs: 1 },
    { shop: 'blog', timeoutMs: 1_000, clock: () => 0 },
  );
  closing.push(() => nobody.close());
  expect(await failureOf(nobody)).toMatchObject({ code: 'shop_unreachable', errorClass: 'transient' });
});

test('the caller may stop a call', async () => {
  const stop = new AbortController();
  const { api } = await startShop(() => stop.abort());
  expect(await failureOf(api, stop.signal)).toMatchObject({ code: 'shop_call_aborted', errorClass: 'transient' });
});
