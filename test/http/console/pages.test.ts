import { expect, test } from 'vitest';
import { ask, startConsole, visit } from '../../support/http/console.ts';
import { newOrder } from '../../support/workflows/shop-events.ts';

test('every answer of the console forbids what is not its own: scripts, frames, forms to elsewhere, copies in a cache', async () => {
  const bench = await startConsole();
  const visitor = await visit(bench);
  for (const path of ['/console', '/console/sign-in', '/console/unknown', '/console/assets/console.css']) {
    const { headers } = await visitor.get(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(policy, path).not.toContain('unsafe');
    if (!path.includes('assets')) expect(headers.get('cache-control'), path).toBe('no-store');
  }
});

test('no page names an address that is not its own', async () => {
  const visitor = await visit(await startConsole());
  for (const path of ['/console', '/console/events', '/console/replays', '/console/links']) {
    const { text } = await visitor.get(path);
    expect(text.match(/(?:src|href|action|hx-get)="(?!\/|#)[^"]*"/g), path).toBeNull();
    expect(text, path).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
  }
});

test('nothing is shown, and nothing changed, without a session', async () => {
  const bench = await startConsole();
  const { url } = bench.service;
  const { id } = await bench.play('orders', newOrder({ currency: 'XAU' }));
  for (const path of [
    '',
    '/',
    '/events',
    `/events/${id}`,
    `/events/${id}/plan`,
    '/causes',
    '/replays',
    '/links',
    '/audit',
    '/crms/suitecrm',
  ]) {
    const { status, text } = await ask(`${url}/console${path}`);
    expect([path, status, text]).toEqual([path, 303, '']);
  }
  for (const path of [
    `/events/${id}/replay`,
    `/events/${id}/discard`,
    `/events/${id}/amend`,
    '/replays',
    '/crms/suitecrm/pause',
  ]) {
    const answer = await ask(`${url}/console${path}`, {
      method: 'POST',
      body: new URLSearchParams({ reason: 'forged' }),
    });
    expect([path, answer.status]).toEqual([path, 303]);
  }
  expect(await bench.database.database.prisma.auditEntry.count()).toBe(0);
});

test('a form without the token against forgery, or sent by another site, changes nothing and says so', async () => {
  const bench = await startConsole();
  const { id } = await bench.play('orders', newOrder({ currency: 'XAU' }));
  const visitor = await visit(bench);
  const path = `/console/events/${id}/discard`;
  expect((await visitor.post(path, { reason: 'forged', csrf: '' })).status).toBe(403);
  expect((await visitor.post(path, { reason: 'forged', csrf: 'guessed' })).status).toBe(403);
  const crossSite = await visitor.post(path, { reason: 'forged' }, { 'sec-fetch-site': 'cross-site' });
  expect(crossSite.status).toBe(403);
  expect(crossSite.text).toContain('Nothing was changed');
  expect((await visitor.post(path, { reason: 'meant' })).status).toBe(303);
});

test('what the API refuses is told on the page, with its status', async () => {
  const bench = await startConsole();
  const { id } = await bench.play('orders', newOrder({ currency: 'XAU' }));
  const visitor = await visit(bench);
  const unknown = await visitor.get('/console/events?colour=red');
  expect(unknown.status).toBe(422);
  expect(unknown.text).toContain('colour');
  expect((await visitor.get('/console/events?cursor=forged')).status).toBe(422);
  expect((await visitor.get('/console/events/unknown')).status).toBe(404);
  expect((await visitor.get('/console/replays/unknown')).status).toBe(404);
  expect((await visitor.get('/console/crms/unknown')).status).toBe(404);
  expect((await visitor.post(`/console/events/${id}/discard`, { reason: ' ' })).status).toBe(422);
  expect((await visitor.post('/console/replays', { name: 'x', reason: 'x', rate: 'fast', filter: '' })).status).toBe(
    422,
  );
  expect((await visitor.post('/console/crms/unknown/pause', { reason: 'x' })).status).toBe(404);
});

test('a second click of one form does nothing twice', async () => {
  const bench = await startConsole();
  const { id } = await bench.play('orders', newOrder({ currency: 'XAU' }));
  const visitor = await visit(bench);
  const { text } = await visitor.get(`/console/events/${id}`);
  const key = /name="key" value="([^"]+-discard)"/.exec(text)?.[1] ?? '';
  const fields = { reason: 'a test', key };
  const path = `/console/events/${id}/discard`;
  const answers = await Promise.all([visitor.post(path, fields), visitor.post(path, fields)]);
  expect(answers.map(({ status }) => status)).toEqual([303, 303]);
  expect(await bench.database.database.prisma.auditEntry.count()).toBe(1);
});

test('a CRM is paused and resumed, and the first screen says by whom', async () => {
  const bench = await startConsole();
  const visitor = await visit(bench);
  await visitor.post('/console/crms/suitecrm/pause', { reason: 'an upgrade of the CRM' });
  const { text } = await visitor.get('/console');
  expect(text).toContain('suitecrm is paused</a> by anna (an upgrade of the CRM)');
  await visitor.post('/console/crms/suitecrm/resume', { reason: 'it is back' });
  expect((await visitor.get('/console')).text).toContain('Everything is all right.');
});
