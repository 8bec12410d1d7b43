import { expect, it } from 'vitest';
import { newEvent, newOrder } from '../../support/events.ts';
import { TOKEN, useAdminBench } from '../../support/http/admin.ts';
import { listIds, parkEvents } from '../../support/http/parked-events.ts';

const start = useAdminBench();

it('pages hold every event once, the newest first, while more arrive', async () => {
  const bench = await start();
  const ids = await parkEvents(bench, ...Array.from({ length: 5 }, () => newEvent()));
  let page = await listIds(bench, 'limit=2');
  const seen = [...page.ids];
  while (page.cursor !== null) {
    await parkEvents(bench, newEvent());
    page = await listIds(bench, `limit=2&cursor=${page.cursor}`);
    seen.push(...page.ids);
  }
  expect(seen).toEqual(ids.toReversed());
});

it('each filter lets through what it names', async () => {
  const bench = await start();
  const [plain = '', order = '', market = '', dead = ''] = await parkEvents(
    bench,
    newEvent({ userId: 'U1' }),
    newOrder('O1'),
    newEvent({ businessUnit: 'market' }),
    newEvent(),
  );
  const { event } = bench.database.database.prisma;
  await event.update({ where: { id: dead }, data: { status: 'dead', receivedAt: new Date('2020-01-05T02:00:00Z') } });
  const cases = [
    ['status=dead', [dead]],
    ['status=dead,pending', [market, order, plain, dead]],
    ['status=dead&status=done', [dead]],
    ['type=order.paid', [order]],
    ['type=order.paid,order.refunded', [order]],
    ['type=order.paid&type=customer.registered', [market, order, plain, dead]],
    ['business_unit=market', [market]],
    ['user_id=U1', [plain]],
    ['order_id=O1&business_unit=experience', [order]],
    ['to=2020-01-06', [dead]],
    ['from=2020-01-05T10:00:00%2B08:00&to=2020-01-05T02:00:00.001Z', [dead]],
    ['from=2020-01-05T02:00:00.001Z', [market, order, plain]],
    ['user_id=nobody', []],
  ] as const;
  for (const [query, ids] of cases) expect([query, (await listIds(bench, query)).ids]).toEqual([query, ids]);
});

it('a query that does not fit is refused with the path of its fault', async () => {
  const bench = await start();
  const cases = [
    ['state=dead', '/state'],
    ['status=broken', '/status'],
    ['status=', '/status'],
    ['type=order', '/type'],
    ['type=order.paid,order', '/type'],
    ['limit=0', '/limit'],
    ['limit=many', '/limit'],
    ['from=yesterday', '/from'],
    ['from=2026-02-31', '/from'],
    ['from=2026-02-31T00:00:00Z', '/from'],
    ['to=2021-02-29', '/to'],
    ['to=2026-04-31T12:00:00%2B08:00', '/to'],
    ['from=2026-02-01&to=2026-01-01', '/to'],
    ['user_id=%00', '/user_id'],
    ['cursor=nonsense', '/cursor'],
  ] as const;
  for (const [query, path] of cases) {
    const { status, body } = await bench.ask('GET', `/admin/events?${query}`);
    expect({ query, status, body }).toMatchObject({ query, status: 422, body: { errors: [{ path }] } });
  }
});

it('a cursor of another query is refused', async () => {
  const bench = await start();
  await parkEvents(bench, newEvent(), newEvent());
  const { cursor } = await listIds(bench, 'limit=1');
  const { status, body } = await bench.ask('GET', `/admin/events?limit=1&status=dead&cursor=${cursor}`);
  expect({ status, body }).toMatchObject({ status: 422, body: { errors: [{ path: '/cursor' }] } });
  expect((await listIds(bench, `limit=7&cursor=${cursor}`)).ids).toHaveLength(1);
});

it('an event is shown with the numbers as the shop wrote them, and its steps without secrets', async () => {
  const bench = await start();
  const body = '{"type":"order.paid","data":{"amount":1.10,"id":12345678901234567890,"rate":1e2}}';
  const [id = ''] = await parkEvents(bench, newEvent({ body: Buffer.from(body) }));
  await bench.database.database.prisma.step.create({
    data: {
      eventId: id,
      key: 'contact',
      verb: 'POST',
      module: 'Contacts',
      status: 'failed',
      outcomeUnknown: true,
      request: { last_name: 'Robot', note: 'password: hunter2' },
      response: { access_token: 'abc', lines: ['sent Bearer abc.def', 'fine'] },
    },
  });
  const answer = await fetch(`${bench.service.url}/admin/events/${id}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  const text = await answer.text();
  expect(text).toContain(`"payload":${body}`);
  expect(text).not.toMatch(/hunter2|abc/);
  expect(JSON.parse(text)).toMatchObject({
    id,
    status: 'pending',
    error: null,
    steps: [
      {
        key: 'contact',
        verb: 'POST',
        module: 'Contacts',
        status: 'failed',
        outcome_unknown: true,
        request: { last_name: 'Robot' },
        response: { access_token: '[removed]', lines: [expect.any(String), 'fine'] },
        duration_ms: null,
      },
    ],
  });
});
