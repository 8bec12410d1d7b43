import { expect, test } from 'vitest';
import { startApp } from '../support/http/app.ts';

async function get(url: string, init: RequestInit = {}) {
  const answer = await fetch(url, init);
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
}

test('a live process says so', async () => {
  const { url } = await startApp();
  expect(await get(`${url}/health/live`)).toMatchObject({ status: 200, body: { status: 'ok' } });
});

test('readiness names what it hangs on', async () => {
  const { url, health } = await startApp();
  expect(await get(`${url}/health/ready`)).toMatchObject({ status: 200, body: { status: 'ready' } });
  health.checks = { database: 'failed', migrations: 'ok' };
  expect(await get(`${url}/health/ready`)).toMatchObject({
    status: 503,
    body: { status: 'unready', checks: { database: 'failed', migrations: 'ok' } },
  });
});

test('the report has the shape that is promised', async () => {
  const { url, health } = await startApp();
  const answer = await get(`${url}/health`);
  expect(answer.body).toEqual({
    status: 'ok',
    database: 'up',
    crms: { suitecrm: { status: 'up' } },
    backlog: { pending: 1, waiting: 2, retrying: 3, dead: 4, oldest_pending_age_s: 5.5 },
  });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  health.current = { status: 'degraded', database: 'down', crms: { suitecrm: { status: 'paused' } }, backlog: null };
  expect(await get(`${url}/health`)).toMatchObject({ status: 200, body: health.current });
});

test('health still answers while webhooks are turned away', async () => {
  const { url, gate } = await startApp();
  gate.shut();
  expect(await get(`${url}/health/live`)).toMatchObject({ status: 200 });
});
