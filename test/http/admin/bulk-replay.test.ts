import Type from 'typebox';
import Value from 'typebox/value';
import { expect, it } from 'vitest';
import { sampleRegistration } from '../../../src/domain/events/samples.ts';
import { type AdminBench, TOKEN, useAdminBench } from '../../support/http/admin.ts';
import { waitFor } from '../../support/wait-for.ts';

const start = useAdminBench();
const Started = Type.Object({ id: Type.String(), total: Type.Integer() });
const Progress = Type.Object({
  status: Type.String(),
  total: Type.Integer(),
  pending: Type.Integer(),
  done: Type.Integer(),
  failed: Type.Integer(),
});
const ORDER = {
  name: 'outage of Monday',
  reason: 'leads can be created again',
  filter: { type: 'customer.registered' },
};

/** A bench with registrations that died at their lead. */
async function withDead(count: number): Promise<{ bench: AdminBench; ids: string[] }> {
  const bench = await start();
  bench.crm.faults.add({
    match: { method: 'POST', module: 'Leads', times: count },
    action: { kind: 'access-denied' },
  });
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const customer = { user_id: `U${n}`, email: `u${n}@example.com` };
    const event = await bench.play('registrations', sampleRegistration({ customer }));
    expect(event.status).toBe('dead');
    ids.push(event.id);
  }
  return { bench, ids };
}

async function progressOf(bench: AdminBench, id: string) {
  const progress = Value.Parse(Progress, (await bench.ask('GET', `/admin/replays/${id}`)).body);
  expect(progress.pending + progress.done + progress.failed).toBe(progress.total);
  return progress;
}

it('dead events are counted first, then replayed by themselves, and their progress told', async () => {
  const { bench, ids } = await withDead(4);
  const trial = await bench.ask('POST', '/admin/replays', { body: { ...ORDER, dry_run: true } });
  expect(trial).toMatchObject({ status: 200, body: { count: 4, sample: ids.map((id) => ({ id, status: 'dead' })) } });

  const answer = await bench.ask('POST', '/admin/replays', { body: { ...ORDER, rate: 50 } });
  expect(answer.status).toBe(202);
  const { id, total } = Value.Parse(Started, answer.body);
  expect(total).toBe(4);
  const progress = await waitFor('every event is done', async () => {
    const now = await progressOf(bench, id);
    return now.done === 4 && now.status === 'finished' ? now : null;
  });
  expect(progress).toMatchObject({ pending: 0, failed: 0 });
  expect(bench.crm.records('Leads')).toHaveLength(4);
  expect((await bench.ask('DELETE', `/admin/replays/${id}`)).status).toBe(409);
  expect((await bench.ask('GET', `/admin/audit?subject=${id}`)).body).toMatchObject({
    entries: [{ actor: 'alice', action: 'replay.start', reason: ORDER.reason, affected: 4 }],
  });
});

it('a bulk replay is cancelled in the middle, and goes on nowhere', async () => {
  const { bench, ids } = await withDead(3);
  const { body } = await bench.ask('POST', '/admin/replays', { body: { ...ORDER, rate: 0.1 } });
  const { id } = Value.Parse(Started, body);
  await waitFor('the first event is done', async () => (await progressOf(bench, id)).done === 1);
  const cancel = () => bench.ask('DELETE', `/admin/replays/${id}`, { body: { reason: 'another fault' } });
  expect(await cancel()).toMatchObject({ status: 200, body: { status: 'cancelled', total: 3, done: 1, pending: 2 } });
  expect((await cancel()).status).toBe(409);
  expect(await bench.database.database.prisma.event.count({ where: { id: { in: ids }, status: 'dead' } })).toBe(2);
});

it('a key that is sent twice at once starts one bulk replay', async () => {
  const { bench } = await withDead(1);
  const ask = () => bench.ask('POST', '/admin/replays', { body: { ...ORDER, rate: 0.1 }, key: 'k1' });
  const answers = await Promise.all([ask(), ask(), ask()]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(await bench.database.database.prisma.replay.count()).toBe(1);
});

it('a bulk replay that does not fit is refused with the path of its fault', async () => {
  const bench = await start();
  const cases = [
    ['no name', { name: undefined }, '/name'],
    ['a blank name', { name: ' ' }, '/name'],
    ['a name that cannot be stored', { name: 'a\u0000b' }, '/name'],
    ['no reason', { reason: undefined }, '/reason'],
    ['events that are done', { filter: { status: 'dead,done' } }, '/filter/status'],
    ['an unknown filter', { filter: { state: 'dead' } }, '/filter/state'],
    ['an unknown type', { filter: { type: ['order.paid', 'order'] } }, '/filter/type'],
    ['a day that is in no calendar', { filter: { from: '2026-02-31' } }, '/filter/from'],
    ['a time of a day that is in no calendar', { filter: { to: '2026-02-31T08:00:00Z' } }, '/filter/to'],
    ['an impossible range', { filter: { from: '2026-02-01', to: '2026-01-01' } }, '/filter/to'],
    ['no pace', { rate: 0 }, '/rate'],
    ['an unknown member', { force: true }, '/force'],
  ] as const;
  for (const [fault, changes, path] of cases) {
    const { status, body } = await bench.ask('POST', '/admin/replays', { body: { ...ORDER, ...changes } });
    expect({ fault, status, body }).toMatchObject({ fault, status: 422, body: { errors: [{ path }] } });
  }
});

it('a bulk replay of nothing is refused, and of an unknown id nothing is known', async () => {
  const bench = await start();
  expect(await bench.ask('POST', '/admin/replays', { body: ORDER })).toMatchObject({
    status: 422,
    body: { code: 'nothing_to_replay' },
  });
  for (const id of ['0198d7a6-3f5e-7000-8000-000000000000', 'nonsense']) {
    expect((await bench.ask('GET', `/admin/replays/${id}`)).status).toBe(404);
    expect((await bench.ask('DELETE', `/admin/replays/${id}`)).status).toBe(404);
  }
});

it('a cancellation needs no body, whatever content type its client names', async () => {
  const { bench } = await withDead(2);
  const { body } = await bench.ask('POST', '/admin/replays', { body: { ...ORDER, rate: 0.1 } });
  const { id } = Value.Parse(Started, body);
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const answer = await fetch(`${bench.service.url}/admin/replays/${id}`, { method: 'DELETE', headers });
  expect(answer.status).toBe(200);
});
