import { expect, test } from 'vitest';
import { startApp } from './support.ts';

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
