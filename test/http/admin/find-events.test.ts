import { expect, it } from 'vitest';
import { sampleOrder, sampleRegistration } from '../../../src/domain/events/samples.ts';
import { newEvent, newRefund } from '../../support/events.ts';
import { useAdminBench } from '../../support/http/admin.ts';
import { listIds, parkEvents } from '../../support/http/parked-events.ts';

const start = useAdminBench();

it('each filter lets through what it names', async () => {
  const bench = await start();
  const [refund = '', failed = '', warned = ''] = await parkEvents(
    bench,
    newRefund('O1', 'R 1/2', { webhookId: 'msg_of_a_refund' }),
    newEvent({ body: Buffer.from('{"email":"Ann@Example.com","note":"50% off_"}') }),
    newEvent({ from: { shop: '<b>"main"</b>\u001b', topic: null, parentId: null } }),
  );
  const { event } = bench.database.database.prisma;
  const error = { errorClass: 'auth', errorCode: 'login_refused', errorStep: 'invoice', errorMessage: 'no' } as const;
  await event.update({ where: { id: failed }, data: { status: 'dead', ...error } });
  await event.update({ where: { id: warned }, data: { warnings: ['careful'] } });
  const cases = [
    ['refund_id=R%201/2', [refund]],
    ['webhook_id=msg_of_a_refund', [refund]],
    ['webhook_id=msg_of', []],
    ['error_class=auth', [failed]],
    ['error_code=login_refused&error_step=invoice', [failed]],
    ['error_code=login_%25', []],
    ['warned=true', [warned]],
    ['warned=false', [failed, refund]],
    ['email=ANN@example.com', [failed]],
    ['text=50%25 OFF_', [failed]],
    ['text=5_%25', []],
    ['shop=%3Cb%3E%22main%22%3C/b%3E%1B', [warned]],
    ['order=oldest', [refund, failed, warned]],
    ['order=newest&limit=1', [warned]],
  ] as const;
  for (const [query, ids] of cases) expect([query, (await listIds(bench, query)).ids]).toEqual([query, ids]);
});

it('a query that does not fit is refused with the path of its fault, of a list and of groups', async () => {
  const bench = await start();
  const cases = [
    ['error_class=fatal', '/error_class'],
    ['warned=yes', '/warned'],
    ['text=', '/text'],
    [`text=${'x'.repeat(256)}`, '/text'],
    ['text=%00', '/text'],
    ['email=%00', '/email'],
    ['crm_id=', '/crm_id'],
    ['user=U1', '/user'],
  ] as const;
  for (const route of ['/admin/events', '/admin/events/groups'])
    for (const [query, path] of cases) {
      const { status, body } = await bench.ask('GET', `${route}?${query}`);
      expect({ route, query, status, body }).toMatchObject({ route, query, status: 422, body: { errors: [{ path }] } });
    }
  expect(await bench.ask('GET', '/admin/events?order=random')).toMatchObject({
    body: { errors: [{ path: '/order' }] },
  });
  expect(await bench.ask('GET', '/admin/events/groups?limit=1')).toMatchObject({
    body: { errors: [{ path: '/limit' }] },
  });
});

it('pages in the other order hold every event once, and a cursor is good for its own order', async () => {
  const bench = await start();
  const ids = await parkEvents(bench, ...Array.from({ length: 5 }, () => newEvent()));
  let page = await listIds(bench, 'order=oldest&limit=2');
  const { cursor } = page;
  const seen = [...page.ids];
  while (page.cursor !== null) {
    page = await listIds(bench, `order=oldest&limit=2&cursor=${page.cursor}`);
    seen.push(...page.ids);
  }
  expect(seen).toEqual(ids);
  for (const query of ['limit=2', 'order=newest&limit=2', 'order=oldest&warned=false&limit=2'])
    expect(await bench.ask('GET', `/admin/events?${query}&cursor=${cursor}`)).toMatchObject({
      status: 422,
      body: { errors: [{ path: '/cursor' }] },
    });
});

it('the events that made or touched a record of the CRM are found by its id', async () => {
  const bench = await start();
  const registration = await bench.play('registrations', sampleRegistration());
  const order = await bench.play('orders', sampleOrder());
  const [lead] = bench.crm.records('Leads');
  const [item] = bench.crm.records('AOS_Products_Quotes');
  expect((await listIds(bench, `crm_id=${lead?.id}`)).ids).toEqual([order.id, registration.id]);
  expect((await listIds(bench, `crm_id=${item?.id}`)).ids).toEqual([order.id]);
  expect((await listIds(bench, 'crm_id=nothing')).ids).toEqual([]);
});

it('a dead order is told of by its group, by its tries and by the pages of its records', async () => {
  const bench = await start();
  bench.crm.faults.add({ match: { method: 'POST', module: 'AOS_Invoices' }, action: { kind: 'access-denied' } });
  const { id } = await bench.play('orders', sampleOrder());
  const { body } = await bench.ask('GET', '/admin/events/groups?type=order.paid');
  const group = { error_class: 'permanent', error_step: 'invoice', type: 'order.paid', count: 1, sample: id };
  expect(body).toMatchObject({ groups: [group] });
  await bench.ask('POST', `/admin/events/${id}/replay`, { body: { reason: 'the role may again' } });
  await bench.settled(id);
  const [contact] = bench.crm.records('Contacts');
  expect((await bench.ask('GET', `/admin/events/${id}`)).body).toMatchObject({
    held_by: null,
    holder: null,
    tries: [
      { kind: 'attempt', attempt: 1, outcome: 'dead', error: { class: 'permanent', step: 'invoice' }, actor: null },
      {
        kind: 'replay',
        outcome: 'replayed',
        error: null,
        actor: 'alice',
        reason: 'the role may again',
        replay_id: null,
      },
      { kind: 'attempt', attempt: 1, outcome: 'done', error: null, finished_at: expect.any(String) },
    ],
    steps: expect.arrayContaining([
      expect.objectContaining({
        key: 'contact',
        crm_url: `${bench.crm.url}/index.php?module=Contacts&action=DetailView&record=${contact?.id}`,
      }),
    ]),
  });
  expect((await bench.ask('GET', '/admin/events/groups')).body).toEqual({ groups: [] });
  expect((await bench.ask('GET', '/admin/links?kind=contact&local_id=U1001')).body).toMatchObject({
    links: [{ crm_url: `${bench.crm.url}/index.php?module=Contacts&action=DetailView&record=${contact?.id}` }],
  });
});
