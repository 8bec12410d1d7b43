import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createStorefront } from '../../lab/storefront.ts';
import { sampleOrder, sampleRefund, sampleRegistration } from '../../src/domain/events/samples.ts';
import { IntakeUnavailable } from '../../src/inbox/types.ts';
import { SECRET, startApp } from '../support/http/app.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a registration, an order and a refund are accepted and handed to the inbox', async () => {
  const { shop, intake } = await startApp();
  const answers = [
    await shop.send('registrations', sampleRegistration(), { id: 'msg_1' }),
    await shop.send('orders', sampleOrder(), { id: 'msg_2' }),
    await shop.send('refunds', sampleRefund(), { id: 'msg_3' }),
  ];
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 202, body: { event_id: expect.stringMatching(UUID), status: 'accepted' } });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  }
  const order = 'OTR2020121600004';
  const common = { crm: 'suitecrm', businessUnit: 'experience' };
  const customerKeys = ['user:experience:U1001', 'email:suitecrm:iam.robot4@example.com'];
  expect([...intake.events.values()]).toMatchObject([
    { ...common, type: 'customer.registered', userId: 'U1001', orderId: null, refundId: null, keys: customerKeys },
    {
      ...common,
      type: 'order.paid',
      userId: 'U1001',
      orderId: order,
      keys: [...customerKeys, `order:experience:${order}`],
    },
    {
      ...common,
      type: 'order.refunded',
      userId: null,
      orderId: order,
      refundId: 'R-1',
      keys: [`order:experience:${order}`],
    },
  ]);
});

test('the event keeps the body byte for byte', async () => {
  const { shop, intake } = await startApp();
  const text = `\n ${JSON.stringify(sampleRegistration({ note: 'é 😀', amount: 1.0 })).replace('"amount":1', '"amount": 1.00')}`;
  await shop.send('registrations', text, { id: 'msg_1' });
  const event = intake.events.get('msg_1');
  expect(Buffer.from(event?.body ?? []).toString()).toBe(text);
});

test('a redelivery answers with the first event, whatever its timestamp header', async () => {
  const { shop } = await startApp();
  const first = await shop.send('orders', sampleOrder(), { id: 'msg_1' });
  const timestamp = new Date(Date.now() - 60_000);
  const second = await shop.send('orders', sampleOrder(), { id: 'msg_1', timestamp });
  expect(first.body).toMatchObject({ status: 'accepted' });
  expect(second).toMatchObject({ status: 202, body: { ...Object(first.body), status: 'duplicate' } });
});

test('a redelivery that was built anew is a duplicate, whatever its spelling and its envelope', async () => {
  const { shop } = await startApp();
  const order = sampleOrder({ note: 1 });
  const first = await shop.send('orders', order, { id: 'msg_1' });
  const data = Object.fromEntries(Object.entries(order.data).toReversed());
  const text = JSON.stringify({ data, timestamp: '2021-01-01T00:00:00Z', type: order.type }, null, 2);
  const again = await shop.send('orders', text.replace('"note": 1', '"note": 1.0'), { id: 'msg_1' });
  expect(again).toMatchObject({ status: 202, body: { ...Object(first.body), status: 'duplicate' } });
});

test('a webhook id with another content is a conflict', async () => {
  const { shop } = await startApp();
  await shop.send('orders', sampleOrder(), { id: 'msg_1' });
  const second = await shop.send('orders', sampleOrder({ description: 'other' }), { id: 'msg_1' });
  expect(second).toMatchObject({ status: 409, body: { title: 'Conflict', status: 409, code: 'webhook_conflict' } });
});

test('while the database is away the shop is told when to come back', async () => {
  const { shop, intake, log } = await startApp();
  intake.before = async () => {
    throw new IntakeUnavailable(new Error('connect ECONNREFUSED 10.0.0.7:5432'));
  };
  const answer = await shop.send('orders', sampleOrder());
  expect(answer).toMatchObject({ status: 503, body: { status: 503, code: 'intake_unavailable' } });
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(JSON.stringify(answer.body)).not.toContain('10.0.0.7');
  expect(log.join()).toContain('ECONNREFUSED');
});

test('a failure of ours is logged and not shown', async () => {
  const { shop, intake, log } = await startApp();
  intake.before = async () => {
    throw new TypeError('secret detail');
  };
  const answer = await shop.send('orders', sampleOrder());
  expect(answer).toMatchObject({
    status: 500,
    body: { type: 'about:blank', title: 'Internal Server Error', status: 500 },
  });
  expect(JSON.stringify(answer.body)).not.toContain('secret detail');
  expect(log.join()).toContain('secret detail');
});

test('while shutting down new webhooks are turned away and those under way are finished', async () => {
  const { app, shop, intake, gate } = await startApp();
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  intake.before = () => {
    arrived.resolve();
    return released.promise;
  };
  const underWay = shop.send('orders', sampleOrder());
  await arrived.promise;
  gate.shut();
  const refused = await shop.send('orders', 'not even JSON');
  expect(refused).toMatchObject({ status: 503, body: { status: 503, code: 'shutting_down' } });
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  const closed = app.close();
  released.resolve();
  expect(await underWay).toMatchObject({ status: 202 });
  await closed;
  expect(intake.events.size).toBe(1);
});

test('neither bodies nor signatures are logged, and each answer names its log lines', async () => {
  const newRequestId = randomUUID;
  const { shop, log } = await startApp({ newRequestId });
  const answer = await shop.send('registrations', sampleRegistration());
  await shop.send('registrations', sampleRegistration({ business_unit: 'nope' }));
  const text = log.join();
  expect(text).not.toMatch(/iam\.robot4|v1,|whsec_|U1001/);
  const lines = log
    .map((entry) => JSON.parse(entry))
    .filter((entry) => entry.requestId === answer.headers.get('x-request-id'));
  expect(lines).toMatchObject([
    {
      msg: 'event accepted',
      type: 'customer.registered',
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
      route: '/webhooks/registrations',
      status: 'pending',
    },
  ]);
});

test('a secret rotates without a gap', async () => {
  const next = Buffer.alloc(24, 4);
  const { url } = await startApp({ keys: [Buffer.alloc(32, 9), next] });
  const nextSecret = `whsec_${next.toString('base64')}`;
  for (const secret of [SECRET, nextSecret, `${nextSecret} ${SECRET}`]) {
    expect(await createStorefront({ url, secret }).send('orders', sampleOrder())).toMatchObject({ status: 202 });
  }
});
