import { expect, it } from 'vitest';
import { sampleOrder, sampleRegistration } from '../../../src/domain/events/samples.ts';
import { createLogger } from '../../../src/service/logger.ts';
import { rowsHolding } from '../../support/database/every-row.ts';
import { useAdminBench } from '../../support/http/admin.ts';
import { sampleValue, scrape } from '../../support/metrics/exposition.ts';
import { letAge, removeAll } from '../../support/retention.ts';
import { waitFor } from '../../support/wait-for.ts';
import { newOrder } from '../../support/workflows/shop-events.ts';

const start = useAdminBench();
const ADA = { user_id: 'U7', email: 'ada@example.com', last_name: 'Lovelace' };
const REASON = { reason: 'a test' };

/** A registration and an order that were done long ago. */
async function withOldOrder() {
  const bench = await start();
  await bench.play('registrations', sampleRegistration({ customer: ADA }), { id: 'msg_ada' });
  const order = sampleOrder({ customer: ADA, description: 'for Ada Lovelace' });
  const { id } = await bench.play('orders', order, { id: 'msg_order' });
  await letAge(bench.database.database);
  return { bench, order, id };
}

it('an event whose payload was removed says so and when, and no search finds it by what it said', async () => {
  const { bench, id } = await withOldOrder();
  const invoice = bench.crm.records('AOS_Invoices')[0]?.id ?? '';
  await removeAll(bench.database.database);
  const { body } = await bench.ask('GET', `/admin/events/${id}`);
  expect(body).toMatchObject({
    status: 'done',
    webhook_id: 'msg_order',
    user_id: 'U7',
    payload: null,
    payload_removed_at: expect.stringMatching(/^\d{4}-/),
    steps: [],
    amended: null,
  });
  for (const query of ['email=ada@example.com', 'text=lovelace', 'text=MISM01040500000282'])
    expect((await bench.ask('GET', `/admin/events?${query}`)).body).toMatchObject({ events: [] });
  for (const query of ['user_id=U7', 'webhook_id=msg_order', `crm_id=${invoice}`])
    expect((await bench.ask('GET', `/admin/events?${query}`)).body).toMatchObject({
      events: expect.arrayContaining([expect.objectContaining({ id })]),
    });
  const held = (await rowsHolding(bench.database.database, ['lovelace', 'ada@'])).map((row) => row.split(':')[0]);
  expect([...new Set(held)]).toEqual(['links']);
});

it('the same webhook after years is a duplicate, and another content under its id still a conflict', async () => {
  const { bench, order, id } = await withOldOrder();
  await removeAll(bench.database.database);
  const calls = bench.calls().length;
  expect(await bench.shop.send('orders', order, { id: 'msg_order' })).toMatchObject({
    status: 202,
    body: { status: 'duplicate', event_id: id },
  });
  const other = sampleOrder({ customer: ADA, description: 'for somebody else' });
  expect(await bench.shop.send('orders', other, { id: 'msg_order' })).toMatchObject({ status: 409 });
  expect(bench.calls()).toHaveLength(calls);
});

it('an amended event is known by both of its contents afterwards, and neither is shown', async () => {
  const bench = await start();
  const wrong = newOrder({ currency: 'XAU' });
  const right = { ...wrong, data: { ...wrong.data, currency: 'TWD' } };
  const { id } = await bench.play('orders', wrong, { id: 'msg_amended' });
  await bench.ask('POST', `/admin/events/${id}/amend`, { body: { reason: 'for ada@example.com', payload: right } });
  expect(await bench.settled(id)).toMatchObject({ status: 'done' });
  await removeAll(bench.database.database);
  for (const body of [wrong, right])
    expect(await bench.shop.send('orders', body, { id: 'msg_amended' })).toMatchObject({
      status: 202,
      body: { status: 'duplicate' },
    });
  expect((await bench.ask('GET', `/admin/events/${id}`)).body).toMatchObject({
    payload: null,
    amended: { actor: 'alice', reason: '[erased]', payload: null },
  });
});

it('replays, plans and amendments of an event without its payload are refused, with what to do', async () => {
  const { bench, id, order } = await withOldOrder();
  await removeAll(bench.database.database);
  const again = { body: { ...REASON, mode: 'again' } };
  for (const answer of [
    await bench.ask('POST', `/admin/events/${id}/replay`, again),
    await bench.ask('POST', `/admin/events/${id}/plan`, { body: { mode: 'again' } }),
  ])
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'event_payload_removed', detail: expect.stringContaining('retention removed it') },
    });
  const amended = await bench.ask('POST', `/admin/events/${id}/amend`, { body: { ...REASON, payload: order } });
  expect(amended).toMatchObject({ status: 409, body: { code: 'event_done' } });
  expect((await bench.ask('POST', `/admin/events/${id}/discard`, { body: REASON })).status).toBe(409);
});

it('a bulk replay takes none of them, and says which it left out', async () => {
  const { bench, id } = await withOldOrder();
  await removeAll(bench.database.database);
  const { id: young } = await bench.play('orders', newOrder());
  const choice = { name: 'all', ...REASON, mode: 'again', dry_run: true };
  const byFilter = { ...choice, filter: { status: 'done' } };
  expect((await bench.ask('POST', '/admin/replays', { body: byFilter })).body).toMatchObject({ count: 1 });
  const picked = await bench.ask('POST', '/admin/replays', { body: { ...choice, ids: [id, young] } });
  expect(picked.body).toMatchObject({ count: 1, left_out: [{ id, status: 'done' }] });
});

it('the dry run tells how many events, bytes and ends by type, for other days than those configured too', async () => {
  const { bench } = await withOldOrder();
  const ask = (query: string) => bench.ask('GET', `/admin/retention${query}`);
  expect(await ask('')).toMatchObject({ status: 422, body: { errors: [{ path: '/days' }] } });
  for (const days of ['0x5', '-1', '99999', '1e3']) expect((await ask(`?days=${days}`)).status).toBe(422);
  const { status, body } = await ask('?days=90');
  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      days: 90,
      configured_days: null,
      events: 2,
      types: expect.arrayContaining([
        expect.objectContaining({ type: 'order.paid', events: 1, oldest_at: expect.any(String) }),
        expect.objectContaining({ type: 'customer.registered', events: 1 }),
      ]),
      last_sweep: null,
    },
  });
  expect((await ask('?days=92')).body).toMatchObject({ events: 0, bytes: 0, oldest_at: null, types: [] });
  const { bytes } = await removeAll(bench.database.database);
  expect(body).toMatchObject({ bytes });
  expect((await ask('?days=90')).body).toMatchObject({ events: 0, last_sweep: { days: 90, events: 2, bytes } });
});

it('a service with RETENTION_DAYS removes by itself, counts it, logs a line and writes it into the audit', async () => {
  const { bench } = await withOldOrder();
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(line) });
  const next = await bench.restart({ log, retentionDays: 90 });
  try {
    const { prisma } = bench.database.database;
    await waitFor('the sweep has ended', async () => {
      const audit = await prisma.auditEntry.findFirst({ where: { actor: 'retention' } });
      return audit?.affected === 2;
    });
    const shown = await scrape(next.service.url);
    for (const type of ['order.paid', 'customer.registered'])
      expect(sampleValue(shown, 'tillbridge_retention_events_total', { type })).toBe(1);
    expect(sampleValue(shown, 'tillbridge_retention_bytes_total')).toBeGreaterThan(1_000);
    await waitFor('the line is written', () => lines.some((line) => line.includes('retention removed payloads')));
  } finally {
    await next.service.stop();
  }
});
