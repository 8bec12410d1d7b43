import { afterEach, expect, it } from 'vitest';
import { faultActions, type JournaledCall } from '../../lab/simulator/suitecrm/index.ts';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { replay } from '../../src/inbox/replay.ts';
import { type Bench, startBench } from '../support/service.ts';

let bench: Bench;
afterEach(async () => {
  await bench.close();
});

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SHOP_SPAN = '00f067aa0ba902b7';
const ORIGIN = { traceparent: `00-${TRACE_ID}-${SHOP_SPAN}-01`, 'x-request-id': 'shop-request-7' };

/** The calls made for events: no logins and no probes, which belong to none. */
function eventCalls(): readonly JournaledCall[] {
  return bench.crm.journal.calls(({ path }) => path.startsWith('/Api/V8/module'));
}

function traceIds(): Set<string | undefined> {
  return new Set(eventCalls().map(({ headers }) => headers.traceparent?.split('-')[1]));
}

it('the trace and the request id of a webhook are on every CRM call of its event: first, retried, after a crash and replayed', async () => {
  bench = await startBench();
  bench.crm.faults.add({ match: { method: 'POST', module: 'Contacts' }, action: faultActions.cutBefore });
  bench.crm.faults.add({ match: { method: 'POST', module: 'AOS_Invoices' }, action: { kind: 'access-denied' } });
  const order = await bench.send('orders', sampleOrder(), { headers: ORIGIN });
  expect(await bench.settled(order)).toMatchObject({ status: 'dead', errorStep: 'invoice', attempts: 2 });
  const beforeReplay = eventCalls().length;

  bench = await bench.restart();
  expect(await replay(bench.database.database, order)).toBe('replayed');
  bench.service.wake();
  await expect
    .poll(() => bench.database.database.prisma.event.findUniqueOrThrow({ where: { id: order } }))
    .toMatchObject({ status: 'done' });

  const calls = eventCalls();
  expect(calls.length).toBeGreaterThan(beforeReplay);
  const traceparents = calls.map(({ headers }) => headers.traceparent ?? '');
  for (const traceparent of traceparents) expect(traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[\\da-f]{16}-01$`));
  expect(new Set([...traceparents, ORIGIN.traceparent]).size).toBe(calls.length + 1);
  expect(new Set(calls.map(({ headers }) => headers['x-request-id']))).toEqual(new Set(['shop-request-7']));
});

it('a call that is sent again with a new token is a span of its own in the same trace', async () => {
  bench = await startBench();
  await bench.play('registrations', sampleRegistration({ customer: { user_id: 'U1', email: 'one@example.com' } }));
  bench.crm.journal.clear();
  bench.crm.faults.add({ match: { method: 'POST', module: 'Leads' }, action: { kind: 'revoke-tokens' } });
  const customer = { user_id: 'U2', email: 'two@example.com' };
  await bench.play('registrations', sampleRegistration({ customer }), { headers: ORIGIN });
  const [first, second] = eventCalls().map(({ headers }) => headers.traceparent);
  expect(traceIds()).toEqual(new Set([TRACE_ID]));
  expect(second).not.toBe(first);
});

it('a webhook without a trace begins one, and each event has its own', async () => {
  bench = await startBench();
  await bench.play('registrations', sampleRegistration());
  expect(traceIds().size).toBe(1);
  await bench.play('orders', sampleOrder());
  expect(traceIds().size).toBe(2);
  expect([...traceIds()].every((id) => id !== undefined && /^[\da-f]{32}$/.test(id))).toBe(true);
});
