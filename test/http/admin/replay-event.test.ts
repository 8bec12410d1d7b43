import Type from 'typebox';
import Value from 'typebox/value';
import { expect, it } from 'vitest';
import { sampleOrder } from '../../../src/domain/events/samples.ts';
import { type AdminBench, useAdminBench } from '../../support/http/admin.ts';

const start = useAdminBench();
const Plan = Type.Object({
  done: Type.Array(Type.String()),
  calls: Type.Array(
    Type.Object({
      step: Type.String(),
      verb: Type.String(),
      module: Type.String(),
      request: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
  note: Type.Union([Type.String(), Type.Null()]),
});
const WHY = { reason: 'the role may edit invoices again' };

/** A bench with an order that died at its invoice. */
async function withDeadOrder(): Promise<{ bench: AdminBench; id: string }> {
  const bench = await start();
  bench.crm.faults.add({ match: { method: 'POST', module: 'AOS_Invoices' }, action: { kind: 'access-denied' } });
  const event = await bench.play('orders', sampleOrder());
  expect(event).toMatchObject({ status: 'dead', errorStep: 'invoice' });
  return { bench, id: event.id };
}

it('a dead event goes on from the step that failed, and the audit says who let it', async () => {
  const { bench, id } = await withDeadOrder();
  const answer = await bench.ask('POST', `/admin/events/${id}/replay`, { body: WHY });
  expect(answer).toMatchObject({ status: 202, body: { id, status: 'pending', attempts: 0 } });
  expect(await bench.settled(id)).toMatchObject({ status: 'done', attempts: 1 });
  const { body } = await bench.ask('GET', `/admin/events/${id}`);
  expect(body).toMatchObject({
    status: 'done',
    error: null,
    payload: { type: 'order.paid', data: { order_id: 'OTR2020121600004' } },
    steps: expect.arrayContaining([
      expect.objectContaining({ key: 'contact', status: 'done', attempts: 1 }),
      expect.objectContaining({ key: 'invoice', status: 'done', attempts: 2, duration_ms: expect.any(Number) }),
    ]),
  });
  expect((await bench.ask('GET', '/admin/audit')).body).toMatchObject({
    entries: [{ actor: 'alice', action: 'event.replay', subject: id, reason: WHY.reason, affected: 1 }],
    next_cursor: null,
  });
});

it('a plan tells the calls that the replay would make, and sends none of them', async () => {
  const { bench, id } = await withDeadOrder();
  const before = bench.calls().length;
  const { status, body } = await bench.ask('POST', `/admin/events/${id}/plan`);
  expect(status).toBe(200);
  const plan = Value.Parse(Plan, body);
  expect(plan.note).toBeNull();
  expect(plan.done).toEqual(expect.arrayContaining(['contact', 'product MISM01040500000282']));
  expect(plan.calls.find(({ step }) => step === 'invoice')?.request).toMatchObject({ total_amount: '5754' });
  expect(bench.calls()).toHaveLength(before);

  await bench.ask('POST', `/admin/events/${id}/replay`, { body: WHY });
  await bench.settled(id);
  const planned = plan.calls.map(({ verb, module, request }) =>
    'type' in request || 'link' in request ? `${verb} ${module} relationships` : `${verb} ${module}`,
  );
  expect(planned.sort()).toEqual(bench.calls().slice(before).sort());
});

it('a plan of an event whose unit left the configuration says what a replay would die of', async () => {
  const { bench, id } = await withDeadOrder();
  await bench.database.database.prisma.event.update({ where: { id }, data: { businessUnit: 'closed' } });
  expect(await bench.ask('POST', `/admin/events/${id}/plan`)).toMatchObject({
    status: 200,
    body: { calls: [], note: expect.stringContaining('business unit closed is no longer') },
  });
});

it('of two replays at once one is taken and the other told that the event is about to run', async () => {
  const { bench, id } = await withDeadOrder();
  bench.crm.faults.add({ match: { method: 'POST' }, action: { kind: 'slow', ms: 300, commit: 'end' } });
  const answers = await Promise.all(
    [1, 2, 3].map(() => bench.ask('POST', `/admin/events/${id}/replay`, { body: WHY })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
  expect(answers.find(({ status }) => status === 409)?.headers.get('content-type')).toContain(
    'application/problem+json',
  );
  await bench.settled(id);
  expect((await bench.ask('GET', '/admin/audit')).body).toMatchObject({ entries: [{ action: 'event.replay' }] });
});

it('a key makes a request that is sent again give the first answer, and nothing is done twice', async () => {
  const { bench, id } = await withDeadOrder();
  const ask = () => bench.ask('POST', `/admin/events/${id}/replay`, { body: WHY, key: 'k1' });
  const answers = await Promise.all([ask(), ask(), ask()]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  await bench.settled(id);
  expect((await ask()).status).toBe(202);
  expect(await bench.database.database.prisma.auditEntry.count()).toBe(1);
  const other = await bench.ask('POST', `/admin/events/${id}/discard`, { body: WHY, key: 'k1' });
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
});

it.each([
  ['done', /is done/],
  ['running', /runs at this moment/],
  ['discarded', /for good/],
  ['pending', /about to run/],
] as const)('an event that is %s is not replayed', async (status, sentence) => {
  const { bench, id } = await withDeadOrder();
  await bench.database.database.prisma.event.update({
    where: { id },
    data: { status, nextAttemptAt: new Date('2100-01-01'), leaseExpiresAt: new Date('2100-01-01') },
  });
  expect(await bench.ask('POST', `/admin/events/${id}/replay`, { body: WHY })).toMatchObject({
    status: 409,
    body: { detail: expect.stringMatching(sentence), code: `event_${status}` },
  });
  expect(await bench.database.database.prisma.auditEntry.count()).toBe(0);
});

it('a discarded event is given up for good', async () => {
  const { bench, id } = await withDeadOrder();
  expect(await bench.ask('POST', `/admin/events/${id}/discard`, { body: WHY })).toMatchObject({
    status: 200,
    body: { id, status: 'discarded' },
  });
  expect((await bench.ask('POST', `/admin/events/${id}/discard`, { body: WHY })).status).toBe(409);
  expect((await bench.ask('POST', `/admin/events/${id}/replay`, { body: WHY })).status).toBe(409);
  expect((await bench.ask('GET', `/admin/audit?subject=${id}`)).body).toMatchObject({
    entries: [{ action: 'event.discard', details: { was: 'dead' } }],
  });
});

it.each([
  ['without a reason', {}, '/reason'],
  ['with a blank reason', { reason: '  ' }, '/reason'],
  ['with a reason that cannot be stored', { reason: 'a\u0000b' }, '/reason'],
  ['with more than a reason', { reason: 'x', force: true }, '/force'],
])('a replay %s is refused with the path', async (_, body, path) => {
  const bench = await start();
  const id = '0198d7a6-3f5e-7000-8000-000000000000';
  const answer = await bench.ask('POST', `/admin/events/${id}/replay`, { body });
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ path }] } });
});

it.each(['0198d7a6-3f5e-7000-8000-000000000000', 'nonsense'])('there is no event %s', async (id) => {
  const bench = await start();
  expect((await bench.ask('GET', `/admin/events/${id}`)).status).toBe(404);
  expect((await bench.ask('POST', `/admin/events/${id}/replay`, { body: WHY })).status).toBe(404);
  expect((await bench.ask('POST', `/admin/events/${id}/discard`, { body: WHY })).status).toBe(404);
  expect((await bench.ask('POST', `/admin/events/${id}/plan`)).status).toBe(404);
});
