import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import Value from 'typebox/value';
import { expect, it } from 'vitest';
import { type AdminBench, useAdminBench } from '../../support/http/admin.ts';
import { storeDead } from '../../support/replays.ts';

const start = useAdminBench();
const Started = Type.Object({ id: Type.String(), total: Type.Integer() });
const ORDER = { name: 'a selection', reason: 'the role may edit leads again', rate: 0.1 };

/** Dead events, the last of which is done by now. */
async function withOneDone(bench: AdminBench, count: number): Promise<string[]> {
  const ids = await storeDead(bench.database.database, count);
  const last = ids.at(-1) ?? '';
  await bench.database.database.prisma.event.update({
    where: { id: last },
    data: { status: 'done' },
    select: { id: true },
  });
  return ids;
}

const items = async (bench: AdminBench, replayId: string) =>
  (await bench.database.database.prisma.replayItem.findMany({ where: { replayId }, orderBy: { position: 'asc' } })).map(
    ({ eventId }) => eventId,
  );

it('picked events are replayed in order of arrival, each once, and what cannot be is left out and named', async () => {
  const bench = await start();
  const [first = '', second = '', other = '', done = ''] = await withOneDone(bench, 4);
  const unknown = randomUUID();
  const ids = [second, first.toUpperCase(), done, second, unknown];
  const left_out = [
    { id: done, status: 'done' },
    { id: unknown, status: null },
  ];
  const trial = await bench.ask('POST', '/admin/replays', { body: { ...ORDER, ids, dry_run: true } });
  expect(trial).toMatchObject({ status: 200, body: { count: 2, sample: [{ id: first }, { id: second }], left_out } });
  const answer = await bench.ask('POST', '/admin/replays', { body: { ...ORDER, ids } });
  expect(answer).toMatchObject({ status: 202, body: { total: 2, left_out } });
  const { id } = Value.Parse(Started, answer.body);
  expect(await items(bench, id)).toEqual([first, second]);
  expect(await items(bench, id)).not.toContain(other);
  expect((await bench.ask('GET', `/admin/audit?subject=${id}`)).body).toMatchObject({
    entries: [{ action: 'replay.start', affected: 2, details: { filter: { ids: 4 } } }],
  });
});

it('a selection of which nothing can be replayed is refused, and its first event and their number are named', async () => {
  const bench = await start();
  const [done = ''] = await withOneDone(bench, 1);
  const ids = [done, randomUUID(), randomUUID()];
  const answer = await bench.ask('POST', '/admin/replays', { body: { ...ORDER, ids } });
  expect(answer).toMatchObject({ status: 422, body: { code: 'nothing_to_replay' } });
  expect(JSON.stringify(answer.body)).toContain(`None of the 3 events can be replayed: ${done} is done, and 2 more`);
  expect(await bench.database.database.prisma.replay.count()).toBe(0);
  const trial = await bench.ask('POST', '/admin/replays', { body: { ...ORDER, ids, dry_run: true } });
  expect(trial).toMatchObject({ status: 200, body: { count: 0, sample: [], left_out: [{}, {}, {}] } });
});

it('ten thousand picked events are taken at once, and one more is refused', async () => {
  const bench = await start();
  const [one = ''] = await storeDead(bench.database.database, 1);
  const ids = [one, ...Array.from({ length: 9_999 }, () => randomUUID())];
  const answer = await bench.ask('POST', '/admin/replays', { body: { ...ORDER, ids } });
  expect(answer).toMatchObject({ status: 202, body: { total: 1 } });
  const more = await bench.ask('POST', '/admin/replays', { body: { ...ORDER, ids: [...ids, randomUUID()] } });
  expect(more).toMatchObject({ status: 422, body: { errors: [{ path: '/ids' }] } });
});

it('a selection that does not fit is refused with the path of its fault', async () => {
  const bench = await start();
  const good = randomUUID();
  for (const [fault, changes, path] of [
    ['no event', { ids: [] }, '/ids'],
    ['what is no id', { ids: [good, "'; DROP TABLE events; --"] }, '/ids/1'],
    ['a number', { ids: [4711] }, '/ids/0'],
    ['one id that is no list', { ids: good }, '/ids'],
    ['ids beside a filter', { ids: [good], filter: {} }, '/ids'],
  ] as const) {
    const { status, body } = await bench.ask('POST', '/admin/replays', { body: { ...ORDER, ...changes } });
    expect({ fault, status, body }).toMatchObject({ fault, status: 422, body: { errors: [{ path }] } });
  }
});
