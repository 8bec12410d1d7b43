import { afterEach, expect, it } from 'vitest';
import { faultActions } from '../../lab/simulator/suitecrm/index.ts';
import { sampleOrder, sampleRefund, sampleRegistration } from '../../src/domain/events/samples.ts';
import { claimDue, expireLease, newEvent, store } from '../support/events.ts';
import { type KeptLog, keepLog } from '../support/log-lines.ts';
import { type Bench, startBench } from '../support/service.ts';

let bench: Bench;
let log: KeptLog;
afterEach(async () => {
  await bench.close();
});

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const headers = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01`, 'x-request-id': 'shop-request-7' };
const headersOfEvent = { traceparent: headers.traceparent, requestId: headers['x-request-id'] };
const MANY = 1_000_000;

async function start(options: Parameters<typeof startBench>[0] = {}): Promise<void> {
  log = keepLog();
  bench = await startBench({ ...options, log: log.log });
}

/** The statuses that the log says an event had, once the last of them is there. */
async function expectStatuses(eventId: string, statuses: readonly string[]): Promise<void> {
  await expect.poll(() => log.changesOf(eventId).map(({ status }) => status)).toEqual(statuses);
}

it('an order that succeeds at its second try has one line for each change, and each names the request and the trace', async () => {
  await start();
  bench.crm.faults.add({ match: { method: 'POST', module: 'AOS_Invoices' }, action: faultActions.cutBefore });
  const { id } = await bench.play('orders', sampleOrder(), { headers });
  await expectStatuses(id, ['pending', 'running', 'retrying', 'running', 'done']);
  const common = { event: id, type: 'order.paid', requestId: 'shop-request-7', traceId: TRACE_ID };
  const durationMs = expect.any(Number);
  expect(log.changesOf(id)).toMatchObject([
    common,
    { ...common, attempt: 1 },
    { ...common, attempt: 1, step: 'invoice', code: 'connection_cut', class: 'transient', durationMs },
    { ...common, attempt: 2 },
    { ...common, attempt: 2, durationMs },
  ]);
});

it('an event that dies names the step that failed', async () => {
  await start();
  bench.crm.faults.add({ match: { method: 'POST', module: 'Leads' }, action: { kind: 'access-denied' } });
  const { id } = await bench.play('registrations', sampleRegistration());
  await expectStatuses(id, ['pending', 'running', 'dead']);
  expect(log.changesOf(id).at(-1)).toMatchObject({
    step: 'lead',
    code: 'access_denied',
    durationMs: expect.any(Number),
  });
});

it('the line of each failure has its sentence, once', async () => {
  await start({ retry: { maxAttempts: 2 } });
  const detail = 'the lead is stuck';
  const action = { kind: 'answer', commit: false, status: 400, body: JSON.stringify({ errors: { detail } }) } as const;
  const headers = { 'Content-Type': 'application/json' };
  const match = { method: 'POST', module: 'Leads' };
  bench.crm.faults.add({ match, action: faultActions.cutBefore });
  bench.crm.faults.add({ match: { ...match, nth: 2 }, action: { ...action, headers } });
  const { id } = await bench.play('registrations', sampleRegistration());
  await expectStatuses(id, ['pending', 'running', 'retrying', 'running', 'dead']);
  const said = log.changesOf(id).map((line) => JSON.stringify(line));
  expect(said[2]?.split('the connection')).toHaveLength(2);
  expect(said[4]?.split(detail)).toHaveLength(2);
});

it('a refund that waits for its order says so, and a redelivery changes nothing', async () => {
  await start({ retry: { maxMs: 60_000 } });
  const { id } = await bench.play('refunds', sampleRefund(), { id: 'msg_refund' });
  expect(await bench.send('refunds', sampleRefund(), { id: 'msg_refund' })).toBe(id);
  await expectStatuses(id, ['pending', 'running', 'waiting']);
  await bench.play('orders', sampleOrder());
  await expectStatuses(id, ['pending', 'running', 'waiting', 'running', 'done']);
});

it('an event is held back once while its CRM is away', async () => {
  await start({ suitecrm: { timeoutMs: 500 } });
  await bench.play('registrations', sampleRegistration({ customer: { user_id: 'U0', email: 'u0@example.com' } }));
  bench.crm.faults.add({ match: { times: MANY }, action: faultActions.cutBefore });
  const id = await bench.send('registrations', sampleRegistration());
  await expectStatuses(id, ['pending', 'running', 'retrying']);
  bench.crm.faults.clear();
  await expectStatuses(id, ['pending', 'running', 'retrying', 'running', 'done']);
});

it('an event that a stop interrupts is given back, and finished by the next service', async () => {
  await start({ suitecrm: { timeoutMs: 60_000 } });
  bench.crm.faults.add({ match: { method: 'POST', module: 'Leads' }, action: { kind: 'hang', commit: false } });
  const id = await bench.send('registrations', sampleRegistration());
  await bench.crm.journal.waitFor(({ module, method }) => module === 'Leads' && method === 'POST');
  bench = await bench.restart();
  await expectStatuses(id, ['pending', 'running', 'pending', 'running', 'done']);
});

it('an event whose worker died is taken over, with the number of the attempt that broke off', async () => {
  await start({ worker: { leaseMs: 200 } });
  const { database } = bench.database;
  // Of a CRM that this service has nothing to do with, so that it stays in line.
  const event = newEvent({ ...headersOfEvent, crm: 'ikcrm' });
  await store(database, event);
  expect(await claimDue(database, { crm: 'ikcrm' })).toHaveLength(1);
  await expireLease(database, event.id);
  await expectStatuses(event.id, ['pending']);
  const common = { type: 'customer.registered', requestId: 'shop-request-7', traceId: TRACE_ID };
  expect(log.changesOf(event.id)).toMatchObject([{ ...common, attempt: 1, takeovers: 1 }]);
});
