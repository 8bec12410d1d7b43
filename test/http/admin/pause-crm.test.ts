import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createStorefront } from '../../../lab/storefront.ts';
import { sampleOrder, sampleRegistration } from '../../../src/domain/events/samples.ts';
import { startService } from '../../../src/service/start-service.ts';
import { type AdminBench, TOKEN, useAdminBench, withAdmin } from '../../support/http/admin.ts';
import { benchConfig, SECRET } from '../../support/service.ts';
import { playShop, SHOP_SECRET } from '../../support/shops.ts';
import { waitFor } from '../../support/wait-for.ts';

const start = useAdminBench();
const REASON = { reason: ' the CRM is upgraded tonight ' };
const PAUSED = { by: 'alice', reason: 'the CRM is upgraded tonight', since: expect.any(String) };

const pause = (bench: AdminBench, body: unknown = REASON, crm = 'suitecrm') =>
  bench.ask('POST', `/admin/crms/${crm}/pause`, { body });
const resume = (bench: AdminBench, body: unknown = { reason: 'it is back' }) =>
  bench.ask('POST', '/admin/crms/suitecrm/resume', { body });

async function health(url: string): Promise<unknown> {
  return await (await fetch(`${url}/health`)).json();
}

async function auditOf(bench: AdminBench): Promise<unknown> {
  const { prisma } = bench.database.database;
  const entries = await prisma.auditEntry.findMany({ where: { subject: 'suitecrm' }, orderBy: { id: 'asc' } });
  return entries.map(({ actor, action, reason }) => [actor, action, reason]);
}

/** A registration that nobody can have sent before. */
const registration = (name: string) =>
  sampleRegistration({ customer: { user_id: name, email: `${name}@example.com` } });

test('events of a paused CRM wait while webhooks are taken, and go on after the resume', async () => {
  const bench = await start();
  await bench.play('registrations', registration('U1'));
  const before = bench.calls().length;
  expect(await pause(bench)).toMatchObject({
    status: 200,
    body: { crm: 'suitecrm', status: 'paused', breaker: 'up', paused: PAUSED, backlog: { pending: 0 } },
  });
  const id = await bench.send('registrations', registration('U2'));
  const second = await bench.send('orders', sampleOrder());
  expect(await bench.ask('GET', '/admin/crms')).toMatchObject({
    status: 200,
    body: { crms: [{ crm: 'suitecrm', status: 'paused', paused: PAUSED, backlog: { pending: 2, dead: 0 } }] },
  });
  expect(await health(bench.service.url)).toMatchObject({
    status: 'degraded',
    crms: { suitecrm: { status: 'paused', paused: PAUSED } },
    backlog: { pending: 2 },
  });
  expect((await fetch(`${bench.service.url}/health/ready`)).status).toBe(200);
  bench.service.wake();
  expect(bench.calls()).toHaveLength(before);

  expect(await resume(bench)).toMatchObject({ status: 200, body: { status: 'up', paused: null } });
  expect(await bench.settled(id)).toMatchObject({ status: 'done', attempts: 1 });
  expect(await bench.settled(second)).toMatchObject({ status: 'done', attempts: 1 });
  expect(await health(bench.service.url)).toMatchObject({ status: 'ok', crms: { suitecrm: { status: 'up' } } });
  expect(await auditOf(bench)).toEqual([
    ['alice', 'crm.pause', 'the CRM is upgraded tonight'],
    ['alice', 'crm.resume', 'it is back'],
  ]);
});

test('to pause twice, and to resume what is not paused, changes nothing and is no error', async () => {
  const bench = await start();
  expect(await resume(bench)).toMatchObject({ status: 200, body: { status: 'up', paused: null } });
  const first = await pause(bench);
  const again = await pause(bench, { reason: 'another reason' });
  expect(again).toMatchObject({ status: 200, body: first.body });
  await resume(bench);
  expect(await resume(bench)).toMatchObject({ status: 200, body: { paused: null } });
  expect(await auditOf(bench)).toHaveLength(2);
});

test('the same request under one key is answered as the first time, and pauses nothing again', async () => {
  const bench = await start();
  const ask = () => bench.ask('POST', '/admin/crms/suitecrm/pause', { body: REASON, key: 'k-1' });
  const first = await ask();
  await resume(bench);
  expect((await ask()).body).toEqual(first.body);
  expect(await health(bench.service.url)).toMatchObject({ crms: { suitecrm: { status: 'up' } } });
});

test('a CRM that is not in use is not known, nor is the lane of a shop; a reason must be given', async () => {
  const bench = await start({
    shops: { main: { platform: 'shopify', business_unit: 'experience', secrets: [SHOP_SECRET] } },
  });
  for (const crm of ['ikcrm', 'nothing', 'shop:main', '%00', 'x'.repeat(90)]) {
    expect([crm, (await pause(bench, REASON, crm)).status]).toEqual([crm, 404]);
  }
  for (const body of [{}, { reason: ' ' }, { reason: 7 }, { reason: 'a\u0000b' }, { reason: 'x', until: 'noon' }]) {
    expect([body, (await pause(bench, body)).status]).toEqual([body, 422]);
  }
  expect((await bench.ask('POST', '/admin/crms/suitecrm/pause', { body: REASON, token: null })).status).toBe(401);
  expect(await health(bench.service.url)).toMatchObject({ crms: { suitecrm: { status: 'up' } } });
});

test('a pause survives a restart', async () => {
  const bench = await start();
  await pause(bench);
  const id = await bench.send('registrations', registration('U3'));
  const again = withAdmin(await bench.restart());
  try {
    expect(await health(again.service.url)).toMatchObject({ crms: { suitecrm: { status: 'paused', paused: PAUSED } } });
    const later = await again.send('registrations', registration('U4'));
    expect(again.calls()).toEqual([]);
    await resume(again);
    for (const each of [id, later]) expect(await again.settled(each)).toMatchObject({ status: 'done', attempts: 1 });
  } finally {
    await again.service.stop();
  }
});

test('all replicas obey, whichever was told', async () => {
  const bench = await start();
  const config = benchConfig(bench.database.url, bench.crm, { adminTokens: [{ name: 'alice', token: TOKEN }] });
  const other = await startService(config, { log: pino({ level: 'silent' }) });
  try {
    const statusThere = async () => JSON.stringify(await health(other.url));
    await pause(bench);
    await waitFor('the other replica obeys', async () => (await statusThere()).includes('"status":"paused"'), 2_000);
    const shop = createStorefront({ url: other.url, secret: SECRET });
    expect((await shop.send('registrations', registration('U5'))).status).toBe(202);
    expect(bench.calls()).toEqual([]);
    await resume(bench);
    await waitFor('the other replica goes on', async () => !(await statusThere()).includes('paused'), 2_000);
    await waitFor('the event is done', () => bench.database.database.prisma.event.count({ where: { status: 'done' } }));
  } finally {
    await other.stop();
  }
});

test('an event that is on its way stops between two steps, and goes on there without having spent an attempt', async () => {
  const bench = await start();
  bench.crm.faults.add({
    match: { method: 'POST', module: 'Contacts' },
    action: { kind: 'slow', ms: 400, commit: 'end' },
  });
  const id = await bench.send('orders', sampleOrder());
  await waitFor('the contact is being made', () => bench.calls().includes('POST Contacts'));
  await pause(bench);
  const { prisma } = bench.database.database;
  const event = await waitFor('the event is back in line', async () => {
    const row = await prisma.event.findUniqueOrThrow({ where: { id } });
    return row.status === 'pending' ? row : null;
  });
  expect(event.attempts).toBe(0);
  const made = bench.calls();
  expect(made).not.toContain('POST AOS_Invoices');
  await resume(bench);
  expect(await bench.settled(id)).toMatchObject({ status: 'done', attempts: 1, warnings: [] });
  const all = bench.calls();
  for (const call of ['POST Contacts', 'POST AOS_Invoices'])
    expect(all.filter((each) => each === call)).toHaveLength(1);
});

test('what a shop delivers is worked out while its CRM is paused; what it leads to waits', async () => {
  const bench = await start({
    shops: { main: { platform: 'shopify', business_unit: 'experience', secrets: [SHOP_SECRET] } },
  });
  await pause(bench);
  const shop = playShop(bench, 'main', 'shopify');
  const customer = {
    id: 7,
    email: 'seven@example.com',
    first_name: 'Se',
    last_name: 'Ven',
    created_at: '2026-01-05T02:00:00Z',
    updated_at: '2026-01-05T02:00:00Z',
  };
  const { event } = await shop.deliver('customers/create', customer);
  expect(event.status).toBe('done');
  const { prisma } = bench.database.database;
  const [child] = await prisma.event.findMany({ where: { parentId: event.id } });
  expect(child).toMatchObject({ status: 'pending', attempts: 0 });
  await resume(bench);
  expect(await bench.settled(child?.id ?? '')).toMatchObject({ status: 'done' });
});
