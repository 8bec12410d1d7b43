import { expect, test } from 'vitest';
import { SESSION_MS } from '../../../src/operations/console-sessions.ts';
import { ask, CONSOLE_TOKEN, startConsole, visit } from '../../support/http/console.ts';
import { startBench } from '../../support/service.ts';
import { newOrder } from '../../support/workflows/shop-events.ts';

test('a session is a cookie that no script reads and no other site sends, and the database cannot be signed in with', async () => {
  const bench = await startConsole();
  const { cookie } = await visit(bench);
  const again = await ask(`${bench.service.url}/console/sign-in`, {
    method: 'POST',
    headers: { 'x-forwarded-proto': 'https' },
    body: new URLSearchParams({ token: CONSOLE_TOKEN, to: '/console/events' }),
  });
  expect(again).toMatchObject({ status: 303 });
  expect(again.headers.get('location')).toBe('/console/events');
  const set = again.headers.get('set-cookie') ?? '';
  for (const word of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Secure', 'Expires=']) expect(set).toContain(word);
  const rows = await bench.database.database.prisma.consoleSession.findMany();
  const [, id = ''] = cookie.split('=');
  expect(rows).toHaveLength(2);
  for (const { idSha256 } of rows) {
    for (const form of ['hex', 'base64', 'base64url'] as const)
      expect(Buffer.from(idSha256).toString(form)).not.toBe(id);
  }
});

test('a sign-out ends a session for whoever else holds its cookie', async () => {
  const visitor = await visit(await startConsole());
  expect((await visitor.get('/console')).status).toBe(200);
  const out = await visitor.post('/console/sign-out', {});
  expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
  expect((await visitor.get('/console')).headers.get('location')).toMatch(/^\/console\/sign-in\?/);
  expect((await visitor.get('/admin/events')).status).toBe(401);
});

test('a session ends by its time, and when its token is taken out of the configuration', async () => {
  const bench = await startConsole();
  const { prisma } = bench.database.database;
  const visitor = await visit(bench);
  const [session] = await prisma.consoleSession.findMany();
  expect((session?.expiresAt.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(SESSION_MS);
  await prisma.consoleSession.updateMany({ data: { expiresAt: new Date() } });
  expect((await visitor.get('/console/events')).status).toBe(303);

  const other = await visit(bench);
  const restarted = await bench.restart({ adminTokens: [{ name: 'anna', token: 'another-token-of-anna-0123' }] });
  const answer = await ask(`${restarted.service.url}/console/events`, { headers: { cookie: other.cookie } });
  expect(answer.status).toBe(303);
});

test('a session holds on every replica, and over a restart', async () => {
  const bench = await startConsole();
  const { cookie } = await visit(bench);
  const restarted = await bench.restart({ adminTokens: [{ name: 'anna', token: CONSOLE_TOKEN }] });
  expect((await ask(`${restarted.service.url}/console/links`, { headers: { cookie } })).status).toBe(200);
});

test('forged and broken cookies are nobody, and no error', async () => {
  const bench = await startConsole();
  const { url } = bench.service;
  for (const value of ['', 'x', 'A'.repeat(43), '%00', '%', `${'A'.repeat(4000)}`, '"; tillbridge_session=x']) {
    const headers = { cookie: `tillbridge_session=${value}` };
    expect((await ask(`${url}/console`, { headers })).status, value).toBe(303);
    expect((await ask(`${url}/admin/events`, { headers })).status, value).toBe(401);
  }
});

test('who guesses tokens at the sign-in has to wait, and is told for how long; nobody is sent to another site', async () => {
  const bench = await startConsole();
  const { url } = bench.service;
  const guess = async () =>
    await ask(`${url}/console/sign-in`, { method: 'POST', body: new URLSearchParams({ token: 'guessed' }) });
  const answers = [];
  for (let guesses = 0; guesses < 21; guesses += 1) answers.push(await guess());
  expect(answers[0]?.status).toBe(401);
  expect(answers.at(-1)?.status).toBe(429);
  expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
  for (const to of [
    '//elsewhere.test',
    'https://elsewhere.test',
    '/admin/events',
    '/console\\..',
    '/console/sign-out',
    '/consolex',
  ]) {
    const body = new URLSearchParams({ token: CONSOLE_TOKEN, to });
    const { headers } = await ask(`${url}/console/sign-in`, { method: 'POST', body });
    expect(headers.get('location'), to).toBe('/console');
  }
});

test('without a configured token the sign-in says what to set', async () => {
  const bench = await startBench({ adminTokens: [] });
  const { text } = await ask(`${bench.service.url}/console/sign-in`);
  await bench.close();
  expect(text).toContain('ADMIN_TOKENS');
});

test('a session may use the admin API, and change something with its token against forgery only', async () => {
  const bench = await startConsole();
  const { id } = await bench.play('orders', newOrder({ currency: 'XAU' }));
  const visitor = await visit(bench);
  expect((await visitor.get(`/admin/events/${id}`)).status).toBe(200);
  const discard = async (headers: Readonly<Record<string, string>>) =>
    await ask(`${bench.service.url}/admin/events/${id}/discard`, {
      method: 'POST',
      headers: { cookie: visitor.cookie, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ reason: 'a test' }),
    });
  expect((await discard({})).status).toBe(403);
  expect((await discard({ 'x-csrf-token': 'guessed' })).status).toBe(403);
  expect((await discard({ 'x-csrf-token': visitor.antiForgery, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await discard({ 'x-csrf-token': visitor.antiForgery })).status).toBe(200);
  expect((await visitor.get('/admin/audit')).text).toContain('"actor":"anna"');
});

test('whoever has not signed in can make the service hold no more than a small form', async () => {
  const bench = await startConsole();
  const { url } = bench.service;
  const body = new URLSearchParams({ token: 'x'.repeat(64 * 1024) });
  for (const path of ['sign-in', 'sign-out'])
    expect((await ask(`${url}/console/${path}`, { method: 'POST', body })).status).toBe(413);
});
