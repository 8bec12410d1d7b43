import { expect, test } from 'vitest';
import { sampleRegistration } from '../../src/domain/events/samples.ts';
import { startApp } from '../support/http/app.ts';
import { unrecorded } from '../support/tracing.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

test.each([
  ['order-4711/try:2', 'order-4711/try:2'],
  ['x'.repeat(128), 'x'.repeat(128)],
  ['x'.repeat(129), 'ours'],
  ['', 'ours'],
  ['with a space', 'ours'],
  ['gr\u00fc\u00dfe', 'ours'],
])('the x-request-id %j goes into the answer and the event as %j', async (sent, kept) => {
  const { shop, intake } = await startApp({ newRequestId: () => 'ours' });
  const answer = await shop.send('registrations', sampleRegistration(), { headers: { 'x-request-id': sent } });
  expect(answer).toMatchObject({ status: 202 });
  expect(answer.headers.get('x-request-id')).toBe(kept);
  expect([...intake.events.values()]).toMatchObject([{ requestId: kept }]);
});

test('a valid traceparent is kept with the event, and an invalid one gives way to a new trace', async () => {
  const { shop, intake, log } = await startApp({ tracing: unrecorded((size) => new Uint8Array(size).fill(0xab)) });
  const headers = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };
  await shop.send('registrations', sampleRegistration(), { headers });
  await shop.send('registrations', sampleRegistration(), { headers: { traceparent: 'rubbish' } });
  const [known, made] = [...intake.events.values()].map((event) => event.traceparent);
  expect(known).toBe(headers.traceparent);
  expect(made).toBe(`00-${'ab'.repeat(16)}-${'ab'.repeat(8)}-01`);
  const accepted = log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'event accepted');
  expect(accepted.map(({ traceId }) => traceId)).toEqual([TRACE_ID, 'ab'.repeat(16)]);
});

test('a redelivery is logged as known, with the event it became at first', async () => {
  const { shop, log } = await startApp();
  const first = await shop.send('registrations', sampleRegistration(), { id: 'msg_1' });
  await shop.send('registrations', sampleRegistration(), { id: 'msg_1' });
  const [event] = log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'webhook known already');
  expect({ event_id: event.event, status: 'accepted' }).toEqual(first.body);
});
