import Type from 'typebox';
import Value from 'typebox/value';
import { expect, onTestFinished, test } from 'vitest';
import { sampleOrder } from '../../src/domain/events/samples.ts';
import { startApp } from '../support/http/app.ts';
import { CONSOLE_TOKEN } from '../support/http/console.ts';
import { type Bench, startBench } from '../support/service.ts';

const FOR_OPS = [
  '/',
  '/metrics',
  '/docs',
  '/docs/static/swagger-ui.css',
  '/openapi.json',
  '/admin/events',
  '/console',
  '/console/sign-in',
  '/console/assets/console.css',
];
const Described = Type.Object({ paths: Type.Record(Type.String(), Type.Unknown()) });
const HEALTH = ['/health/live', '/health/ready', '/health'];

/** A service whose admin routes have a port of their own; it ends with the test. */
async function apart(): Promise<Bench> {
  const bench = await startBench({ adminTokens: [{ name: 'anna', token: CONSOLE_TOKEN }], opsApart: true });
  onTestFinished(() => bench.close());
  return bench;
}

const statusOf = async (url: string, init: RequestInit = {}) =>
  (await fetch(url, { redirect: 'manual', ...init })).status;

test('with a port of its own what ops use is there and nowhere else, health is at both, webhooks are at the other', async () => {
  const bench = await apart();
  const { url, adminUrl } = bench.service;
  expect(adminUrl).not.toBe(url);
  const headers = { authorization: `Bearer ${CONSOLE_TOKEN}` };
  for (const path of FOR_OPS) {
    const answer = await fetch(url + path, { headers, redirect: 'manual' });
    expect([path, answer.status, await answer.json()]).toMatchObject([path, 404, { code: 'not_found' }]);
    expect([path, await statusOf(adminUrl + path, { headers })]).toEqual([path, expect.toSatisfy((s) => s < 400)]);
  }
  for (const path of HEALTH) {
    expect([path, await statusOf(url + path), await statusOf(adminUrl + path)]).toEqual([path, 200, 200]);
  }
  expect((await bench.shop.send('orders', sampleOrder())).status).toBe(202);
  for (const path of ['/webhooks/orders', '/webhooks/shops/main'])
    expect([path, await statusOf(adminUrl + path, { method: 'POST' })]).toEqual([path, 404]);
});

test('a request at the other port for what ops use is answered as one for what never was there', async () => {
  const bench = await apart();
  const { url } = bench.service;
  for (const method of ['POST', 'DELETE', 'OPTIONS', 'PUT']) {
    const answers = ['/admin/events', '/nowhere'].map(async (path) => {
      const answer = await fetch(url + path, { method });
      return { status: answer.status, allow: answer.headers.get('allow'), body: await answer.json() };
    });
    const [known, unknown] = await Promise.all(answers);
    expect([method, known]).toEqual([method, unknown]);
  }
});

test('one description tells all routes, and the port without a description counts its webhooks in the metrics of the other', async () => {
  const bench = await apart();
  const { adminUrl } = bench.service;
  await bench.send('orders', sampleOrder());
  const description = await (await fetch(`${adminUrl}/openapi.json`)).json();
  const paths = Object.keys(Value.Parse(Described, description).paths);
  for (const path of ['/webhooks/orders', '/webhooks/shops/{shop}', '/health', '/metrics', '/admin/events'])
    expect(paths).toContain(path);
  const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
  expect(metrics).toMatch(/^tillbridge_webhooks_received_total\{route="orders",status="202"\} 1$/m);
  expect(metrics).not.toContain('route="other"');
});

test('a session of the console is signed in and used at the admin port alone', async () => {
  const bench = await apart();
  const { url, adminUrl } = bench.service;
  const body = new URLSearchParams({ token: CONSOLE_TOKEN });
  expect(await statusOf(`${url}/console/sign-in`, { method: 'POST', body })).toBe(404);
  const signedIn = await fetch(`${adminUrl}/console/sign-in`, { method: 'POST', body, redirect: 'manual' });
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  expect(await statusOf(`${adminUrl}/console`, { headers: { cookie } })).toBe(200);
  expect(await statusOf(`${url}/console`, { headers: { cookie } })).toBe(404);
});

test('a stop ends both', async () => {
  const { service } = await apart();
  const { url, adminUrl } = service;
  await service.stop();
  for (const address of [url, adminUrl]) await expect(fetch(`${address}/health/live`)).rejects.toThrow('fetch failed');
});

test('both have the same bounds', async () => {
  const { url, adminUrl } = await startApp({ opsApart: true });
  for (const address of [url, adminUrl]) {
    const answer = await fetch(`${address}/nowhere`, { headers: { a: 'b'.repeat(20_000) } });
    expect([answer.status, await answer.json()]).toMatchObject([431, { code: 'headers_too_large' }]);
  }
});
