import { expect, test } from 'vitest';
import { createStorefront } from '../../lab/storefront.ts';
import { sampleOrder } from '../../src/domain/events/samples.ts';
import { SECRET, startApp } from '../support/http/app.ts';

test('every answered webhook is told by route and status, one to an address that is none as other', async () => {
  const { url, shop, gate, answered } = await startApp();
  const stranger = createStorefront({ url, secret: `whsec_${Buffer.alloc(32).toString('base64')}` });
  await shop.send('orders', sampleOrder());
  await shop.send('orders', 'no JSON');
  await stranger.send('refunds', {});
  await fetch(`${url}/webhooks/U1001?name=robot`, { method: 'POST' });
  await fetch(`${url}/webhooks/orders`);
  await fetch(`${url}/health/live`);
  await fetch(`${url}/elsewhere`);
  gate.shut();
  await createStorefront({ url, secret: SECRET }).send('registrations', {});
  await expect
    .poll(() => answered.map(({ route, status }) => `${route} ${status}`))
    .toEqual(['orders 202', 'orders 400', 'refunds 401', 'other 404', 'other 405', 'registrations 503']);
  for (const { durationMs } of answered) expect(durationMs).toBeGreaterThan(0);
  expect(answered.map(({ event }) => event?.type ?? null)).toEqual(['order.paid', null, null, null, null, null]);
  expect(answered.map(({ problem }) => problem)).toEqual([
    null,
    'json_invalid',
    'signature_mismatch',
    expect.any(String),
    expect.any(String),
    'shutting_down',
  ]);
});

test('GET /metrics answers what the metrics show, and nothing in between keeps a copy', async () => {
  const { url } = await startApp();
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.text()).toBe('metrics');
});
