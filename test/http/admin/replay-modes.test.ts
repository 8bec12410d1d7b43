import { expect, it } from 'vitest';
import { groupId, invoiceId } from '../../../src/domain/record-ids.ts';
import { type AdminBench, useAdminBench } from '../../support/http/admin.ts';
import { waitFor } from '../../support/wait-for.ts';
import { saleOf } from '../../support/workflows/crm-records.ts';
import { newId, newOrder, textOf } from '../../support/workflows/shop-events.ts';
import { staffOf } from '../../support/workflows/staff.ts';

const start = useAdminBench();
const REASON = 'deleted by mistake';
const replay = (bench: AdminBench, id: string, mode?: string) =>
  bench.ask('POST', `/admin/events/${id}/replay`, {
    body: { reason: REASON, ...(mode === undefined ? {} : { mode }) },
  });

it('each mode is refused for what it does not take, with a sentence that names the way out', async () => {
  const bench = await start();
  const done = await bench.play('orders', newOrder());
  const dead = await bench.play('orders', newOrder({ currency: 'XTS' }));
  const cases: readonly (readonly [id: string, mode: string | undefined, code: string, words: string])[] = [
    [done.id, undefined, 'event_done', 'mode "again" makes what is gone'],
    [done.id, 'resume', 'event_done', 'mode "repair" tries again what it warned of'],
    [done.id, 'repair', 'event_unwarned', 'there is nothing to repair'],
    [dead.id, 'repair', 'event_dead', 'mode "resume" goes on'],
  ];
  for (const [id, mode, code, words] of cases)
    expect(await replay(bench, id, mode)).toMatchObject({
      status: 409,
      body: { code, detail: expect.stringContaining(words) },
    });
  expect(await replay(bench, done.id, 'twice')).toMatchObject({ status: 422, body: { errors: [{ path: '/mode' }] } });
});

it('of two who replay a done event at once one is refused, and the mode goes with the event until it is done', async () => {
  const bench = await start();
  const order = newOrder();
  const { id } = await bench.play('orders', order);
  bench.crm.remove('AOS_Invoices', invoiceId('experience', textOf(order, 'order_id')));
  const answers = await Promise.all([replay(bench, id, 'again'), replay(bench, id, 'again')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  expect(answers.find(({ status }) => status === 202)?.body).toMatchObject({ mode: 'again', status: 'pending' });
  await waitFor('it is done', async () => (await bench.settled(id)).status === 'done');
  expect((await bench.ask('GET', `/admin/events/${id}`)).body).toMatchObject({ mode: 'resume', status: 'done' });
  expect((await bench.ask('GET', '/admin/audit')).body).toMatchObject({
    entries: [{ action: 'event.replay', details: { mode: 'again' } }],
  });
  expect(saleOf(bench.crm, textOf(order, 'order_id')).invoice.id).toBe(
    invoiceId('experience', textOf(order, 'order_id'), 2),
  );
});

it('a run that looks again and dies of something is resumed in its mode', async () => {
  const bench = await start();
  const order = newOrder();
  const { id } = await bench.play('orders', order);
  bench.crm.remove('AOS_Invoices', invoiceId('experience', textOf(order, 'order_id')));
  bench.crm.faults.add({
    match: { method: 'POST', module: 'AOS_Line_Item_Groups' },
    action: { kind: 'access-denied' },
  });
  bench.crm.remove('AOS_Line_Item_Groups', groupId('experience', textOf(order, 'order_id'), 1));
  await replay(bench, id, 'again');
  await waitFor('it is dead', async () => (await bench.settled(id)).status === 'dead');
  bench.crm.faults.reset();
  expect(await replay(bench, id)).toMatchObject({ status: 202, body: { mode: 'again' } });
  await waitFor('it is done', async () => (await bench.settled(id)).status === 'done');
  const sale = saleOf(bench.crm, textOf(order, 'order_id'));
  expect([sale.groups.length, sale.lines.length]).toEqual([1, 1]);
});

it('a plan of a mode tells what would be looked at and made, and sends nothing', async () => {
  const bench = await start();
  const { id } = await bench.play('orders', newOrder());
  const before = bench.calls().length;
  const { body } = await bench.ask('POST', `/admin/events/${id}/plan`, { body: { mode: 'again' } });
  expect(body).toMatchObject({
    note: null,
    calls: expect.arrayContaining([
      expect.objectContaining({ step: 'invoice', verb: 'GET', assumed: 'it still stands as it was sent' }),
    ]),
  });
  expect((await bench.ask('POST', `/admin/events/${id}/plan`)).body).toMatchObject({
    done: expect.arrayContaining(['invoice']),
  });
  expect(bench.calls()).toHaveLength(before);
});

it('a bulk repair takes what is done with warnings and nothing else', async () => {
  const bench = await start();
  const code = newId('LATE');
  const warned = await bench.play('orders', newOrder({ promotions: [code] }));
  await bench.play('orders', newOrder());
  await bench.play('orders', newOrder({ currency: 'XTS' }));
  const staff = staffOf(bench.crm);
  await staff.create('OWL_Promotions', { name: 'Late', code });
  await staff.leave();
  const order = { name: 'promotions', reason: REASON, mode: 'repair' };
  const trial = await bench.ask('POST', '/admin/replays', { body: { ...order, dry_run: true } });
  expect(trial).toMatchObject({ status: 200, body: { count: 1, sample: [{ id: warned.id }] } });
  const started = await bench.ask('POST', '/admin/replays', { body: order });
  expect(started).toMatchObject({ status: 202, body: { total: 1 } });
  await waitFor('the warning is gone', async () => {
    const event = await bench.settled(warned.id);
    return event.status === 'done' && event.warnings.length === 0;
  });
  expect(await bench.ask('GET', `/admin/replays/${Object(started.body).id}`)).toMatchObject({
    body: { mode: 'repair', done: 1, pending: 0 },
  });
  const impossible = { ...order, filter: { status: 'dead' } };
  expect(await bench.ask('POST', '/admin/replays', { body: impossible })).toMatchObject({ status: 422 });
});
