import { expect, test } from 'vitest';
import { startApp } from '../support/http/app.ts';

test.each([
  ['GET', '/nowhere', 404],
  ['POST', '/webhooks/unknown', 404],
  ['POST', '/webhooks/orders/', 404],
  ['GET', '/webhooks/orders', 405],
  ['PUT', '/webhooks/orders?again=1', 405],
  ['POST', '/health', 405],
  ['GET', '/%zz', 400],
])('%s %s is answered with problem details: %d', async (method, path, status) => {
  const { url } = await startApp();
  const answer = await fetch(`${url}${path}`, { method });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await answer.json()).toMatchObject({
    type: 'about:blank',
    title: expect.any(String),
    status,
    detail: expect.any(String),
  });
});

test('405 names the methods that are allowed', async () => {
  const { url } = await startApp();
  expect((await fetch(`${url}/webhooks/orders`)).headers.get('allow')).toBe('POST');
});

test('answers carry security headers and a request id', async () => {
  const { url } = await startApp({ newRequestId: () => 'req-1' });
  const { headers } = await fetch(`${url}/health/live`);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('strict-transport-security')).toContain('max-age=');
  expect(headers.get('x-request-id')).toBe('req-1');
});

test('the bare address leads to the documentation', async () => {
  const { url } = await startApp();
  for (const method of ['GET', 'HEAD']) {
    const answer = await fetch(url, { method, redirect: 'manual' });
    expect([method, answer.status, answer.headers.get('location')]).toEqual([method, 302, '/docs']);
  }
  const page = await fetch(url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect((await fetch(url, { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD');
});

test('an address that no route can read is answered with a request id too', async () => {
  const { url } = await startApp({ newRequestId: () => 'req-1' });
  const long = `${url}/docs/${'a'.repeat(5_000)}`;
  for (const address of [`${url}/%zz`, long]) expect((await fetch(address)).headers.get('x-request-id')).toBe('req-1');
});

test('a range of a page that it has not is no failure of ours', async () => {
  const { url, log } = await startApp();
  const answer = await fetch(`${url}/docs/static/index.css`, { headers: { range: 'bytes=99999999-' } });
  expect(answer.status).toBe(416);
  expect(log.some((line) => JSON.parse(line).level >= 50)).toBe(false);
});
