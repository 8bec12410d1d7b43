import Type from 'typebox';
import Value from 'typebox/value';
import { expect, it } from 'vitest';
import { useAdminBench } from '../../support/http/admin.ts';
import { startBulk, storeDead } from '../../support/replays.ts';

const start = useAdminBench();
const Page = Type.Object({
  replays: Type.Array(Type.Object({ id: Type.String(), status: Type.String() })),
  next_cursor: Type.Union([Type.String(), Type.Null()]),
});

it('bulk replays are listed with their progress, the newest first, a page at a time and by their status', async () => {
  const bench = await start();
  const { database } = bench.database;
  await storeDead(database, 10);
  const ids: string[] = [];
  for (let n = 0; n < 3; n += 1) ids.push(await startBulk(database, 0.1));
  await bench.ask('DELETE', `/admin/replays/${ids[1]}`);
  const first = await bench.ask('GET', '/admin/replays?limit=2');
  expect(first).toMatchObject({
    status: 200,
    body: {
      replays: [
        { id: ids[2], name: 'outage of Monday', actor: 'alice', rate: 0.1 },
        { id: ids[1], status: 'cancelled' },
      ],
    },
  });
  for (const replay of Value.Parse(Page, first.body).replays) {
    expect((await bench.ask('GET', `/admin/replays/${replay.id}`)).body).toMatchObject({ id: replay.id });
  }
  const cursor = Value.Parse(Page, first.body).next_cursor ?? '';
  const second = Value.Parse(Page, (await bench.ask('GET', `/admin/replays?limit=2&cursor=${cursor}`)).body);
  expect(second).toMatchObject({ replays: [{ id: ids[0] }], next_cursor: null });
  const cancelled = Value.Parse(Page, (await bench.ask('GET', '/admin/replays?status=cancelled')).body);
  expect(cancelled.replays.map(({ id }) => id)).toEqual([ids[1]]);
});

it('a list of bulk replays that does not fit is refused with the path of its fault', async () => {
  const bench = await start();
  for (const [query, path] of [
    ['status=done', '/status'],
    ['limit=0', '/limit'],
    ['limit=201', '/limit'],
    ['cursor=nonsense', '/cursor'],
    ['name=x', '/name'],
  ]) {
    const answer = await bench.ask('GET', `/admin/replays?${query}`);
    expect({ query, ...answer }).toMatchObject({ query, status: 422, body: { errors: [{ path }] } });
  }
  expect((await bench.ask('GET', '/admin/replays', { token: null })).status).toBe(401);
});
