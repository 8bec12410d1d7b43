import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { request } from 'undici';
import { expect, test } from 'vitest';
import { createStorefront } from '../../lab/storefront.ts';
import { type Overrides, sampleOrder, sampleRefund, sampleRegistration } from '../../src/domain/events/samples.ts';
import { signatureHeaders } from '../../src/webhooks/sign-request.ts';
import { type RunningApp, SECRET, startApp } from '../support/http/app.ts';

const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;

/** Posts bytes as they are, correctly signed unless headers say otherwise. */
async function post({ url }: RunningApp, body: string | Buffer | Readable, headers: Record<string, string> = {}) {
  const signature = body instanceof Readable ? {} : signatureHeaders(SECRET, 'msg_1', new Date(), body);
  const answer = await request(`${url}/webhooks/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signature, ...headers },
    body,
  });
  const problem: unknown = await answer.body.json();
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(problem).toMatchObject({ type: 'about:blank', title: expect.any(String), status: answer.statusCode });
  return { status: answer.statusCode, problem };
}

async function startWatchedApp(): Promise<RunningApp> {
  const running = await startApp();
  running.intake.before = () => {
    throw new Error('The intake must not be called');
  };
  return running;
}

test.each([
  ['webhook-id', '', 'signature_header_missing'],
  ['webhook-timestamp', 'soon', 'signature_header_malformed'],
  ['webhook-signature', 'v1,bm90IG91cnM=', 'signature_mismatch'],
])('401 where %s is %j', async (name, value, code) => {
  const answer = await post(await startWatchedApp(), JSON.stringify(sampleOrder()), { [name]: value });
  expect(answer).toMatchObject({ status: 401, problem: { title: 'Unauthorized', code } });
});

test.each([
  [-365 * DAY_MS, 'signature_too_old'],
  [365 * DAY_MS, 'signature_too_new'],
])('401 where the clock is %d ms off', async (offset, code) => {
  const { shop } = await startWatchedApp();
  const answer = await shop.send('orders', sampleOrder(), { timestamp: new Date(Date.now() + offset) });
  expect(answer).toMatchObject({ status: 401, body: { code } });
});

test('401 where another secret signed', async () => {
  const { url } = await startWatchedApp();
  const stranger = createStorefront({ url, secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` });
  expect(await stranger.send('orders', sampleOrder())).toMatchObject({
    status: 401,
    body: { code: 'signature_mismatch' },
  });
});

test('the signature is checked before the JSON', async () => {
  const answer = await post(await startWatchedApp(), 'not JSON', { 'webhook-signature': 'v1,bm90IG91cnM=' });
  expect(answer).toMatchObject({ status: 401 });
});

test.each([
  ['no JSON', 'type=order.paid', 'goes wrong|is not JSON'],
  ['no body', '', 'empty'],
  ['a cut body', '{"type": "order.paid"', 'is not JSON'],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'not valid UTF-8'],
  ['a byte order mark', '\uFEFF{}', 'byte order mark'],
  ['deep nesting', '['.repeat(MIB), 'deeper than 32 levels'],
  ['NaN', '{"amount": NaN}', 'is not JSON'],
])('400 for %s', async (_name, body, sentence) => {
  const answer = await post(await startWatchedApp(), body);
  expect(answer).toMatchObject({
    status: 400,
    problem: { code: 'json_invalid', detail: expect.stringMatching(new RegExp(sentence)) },
  });
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json', 'application/xml'])(
  '415 for %s',
  async (type) => {
    const answer = await post(await startWatchedApp(), JSON.stringify(sampleOrder()), { 'content-type': type });
    expect(answer).toMatchObject({ status: 415, problem: { code: 'media_type_unsupported' } });
  },
);

test('415 without a content type, with a body or not', async () => {
  const { url } = await startWatchedApp();
  for (const body of [null, '{}']) {
    const answer = await request(`${url}/webhooks/orders`, { method: 'POST', body });
    expect([answer.statusCode, await answer.body.json()]).toMatchObject([415, { code: 'media_type_unsupported' }]);
  }
});

test.each([
  'application/json; charset=utf-8',
  'application/json;Charset="UTF-8"',
  "application/json; charset='utf8'",
  'application/json; boundary="a;charset=latin1"',
  'Application/JSON',
  'application/cloudevents+json;v=1',
])('%s is JSON', async (type) => {
  const answer = await post(await startWatchedApp(), '{}', { 'content-type': type, 'content-encoding': 'Identity' });
  expect(answer).toMatchObject({ status: 422 });
});

test.each([
  'application/json; charset=iso-8859-1',
  'application/json; charset=utf-8; charset=latin1',
  'application/json;CHARSET="utf-16"',
  'application/json; a=";b"; charset=us-ascii',
  'application/json; charset=utf-8-sig',
])('415 for %s, which is not UTF-8', async (type) => {
  const answer = await post(await startWatchedApp(), JSON.stringify(sampleOrder()), { 'content-type': type });
  expect(answer).toMatchObject({
    status: 415,
    problem: { code: 'charset_unsupported', detail: expect.stringContaining('UTF-8') },
  });
});

test.each(['gzip', 'br', 'deflate', 'GZIP', 'identity, gzip', 'aws-chunked'])(
  '415 for the coding %s',
  async (coding) => {
    const body = coding === 'gzip' ? gzipSync(JSON.stringify(sampleOrder())) : JSON.stringify(sampleOrder());
    const answer = await post(await startWatchedApp(), body, { 'content-encoding': coding });
    expect(answer).toMatchObject({
      status: 415,
      problem: { code: 'content_encoding_unsupported', detail: expect.stringContaining('content encoding') },
    });
  },
);

test.each([
  'application/json;',
  'application/json; charset',
  'application/json; charset=',
  'application/json; charset="utf-8',
  'application/json; =utf-16; ;;"',
  `application/json; ${'a'.repeat(10_000)}`,
  `application/json;${' '.repeat(10_000)}x`,
  `application/json${';a="'.repeat(2_500)}`,
  `application/json; charset="${'\\'.repeat(10_000)}`,
  `application/${'+'.repeat(10_000)}json`,
])('parameters that are none do no harm: %j', async (type) => {
  const running = await startWatchedApp();
  const before = process.cpuUsage();
  const answer = await post(running, '{}', { 'content-type': type });
  expect([415, 422]).toContain(answer.status);
  // Ten thousand characters tried from each of them take some seconds.
  expect(process.cpuUsage(before).user).toBeLessThan(500_000);
});

test('413 over 1 MiB, with a length or in chunks, and not at 1 MiB', async () => {
  const running = await startWatchedApp();
  async function* chunks(bytes: number) {
    for (let sent = 0; sent < bytes; sent += 65_536) yield Buffer.alloc(65_536, 0x20);
  }
  expect(await post(running, Buffer.alloc(5 * MIB, 0x20))).toMatchObject({
    status: 413,
    problem: { code: 'body_too_large' },
  });
  expect(await post(running, Readable.from(chunks(5 * MIB)))).toMatchObject({
    status: 413,
    problem: { code: 'body_too_large' },
  });
  expect(await post(running, Buffer.alloc(MIB + 1, 0x20))).toMatchObject({ status: 413 });
  expect(await post(running, Buffer.alloc(MIB, 0x20))).toMatchObject({ status: 400 });
});

const line = (overrides: Overrides = {}) => ({
  line_id: '1',
  sku: 'T',
  name: 'T',
  quantity: '1',
  list_price: '1',
  ...overrides,
});
const orderOf = (...lines: unknown[]) => sampleOrder({ groups: null, lines, totals: null });

test.each<[string, 'registrations' | 'orders' | 'refunds', object, string, string]>([
  [
    'an unknown business unit',
    'orders',
    sampleOrder({ business_unit: 'moon' }),
    '/data/business_unit',
    'no business unit "moon"',
  ],
  ['a unit of another CRM', 'orders', sampleOrder({ business_unit: 'wholesale' }), '/data/business_unit', 'ikcrm'],
  ['another type', 'refunds', sampleOrder(), '/type', 'order.refunded'],
  ['a list', 'orders', [], '', 'Must be an object, not a list.'],
  ['no customer', 'registrations', sampleRegistration({ customer: undefined }), '/data/customer', 'Is required.'],
  ['a bad decimal', 'orders', orderOf(line({ list_price: '1,50' })), '/data/lines/0/list_price', 'Must be a decimal'],
  ['NaN', 'orders', orderOf(line({ quantity: 'NaN' })), '/data/lines/0/quantity', 'Must be a decimal'],
  ['Infinity', 'orders', orderOf(line({ cost: 'Infinity' })), '/data/lines/0/cost', 'Must be a decimal'],
  [
    'a negative quantity',
    'orders',
    orderOf(line({ quantity: '-1' })),
    '/data/lines/0/quantity',
    'Must not be less than 0',
  ],
  ['no lines', 'orders', orderOf(), '/data/lines', 'at least 1 item'],
  [
    '10,000 lines',
    'orders',
    orderOf(...Array.from({ length: 10_000 }, () => line())),
    '/data/lines',
    'more than 1000 items',
  ],
  ['a number for text', 'refunds', sampleRefund({ order_id: 7 }), '/data/order_id', 'Must be text, not a number.'],
  ['half a surrogate pair', 'orders', sampleOrder({ order_id: 'O\ud800' }), '/data/order_id', 'surrogate'],
  ['U+0000', 'refunds', sampleRefund({ refund_id: 'a\u0000' }), '/data/refund_id', 'U+0000'],
  [
    'no such day',
    'refunds',
    sampleRefund({ refunded_at: '2021-02-29T00:00:00Z' }),
    '/data/refunded_at',
    'Must be a date-time',
  ],
  [
    'totals that do not add up',
    'orders',
    sampleOrder({ totals: { total_amount: '5755' } }),
    '/data/totals/total_amount',
    'Is 5755, but the lines and the shipping make 5754.',
  ],
])('422 for %s, with its path and a sentence', async (_name, route, body, path, sentence) => {
  const { shop } = await startWatchedApp();
  const answer = await shop.send(route, body);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer).toMatchObject({
    status: 422,
    body: {
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      code: 'event_invalid',
      errors: expect.arrayContaining([{ path, message: expect.stringContaining(sentence) }]),
    },
  });
});

test('a sender that hangs up in the middle is no failure of ours', async () => {
  const running = await startWatchedApp();
  const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
  const head =
    'POST /webhooks/orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n';
  socket.write(`${head}{"type":`, () => socket.destroy());
  await expect.poll(() => running.log.filter((entry) => entry.includes('broke off in the middle')).length).toBe(1);
  expect(running.log.some((entry) => JSON.parse(entry).level >= 50)).toBe(false);
});
