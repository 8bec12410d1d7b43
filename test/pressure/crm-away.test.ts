import { afterEach, expect, it } from 'vitest';
import { faultActions, type SuiteCrmFaultAction } from '../../lab/simulator/suitecrm/index.ts';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { type Bench, startBench } from '../support/service.ts';

let bench: Bench;
afterEach(async () => {
  await bench.close();
});

const MANY = 1_000_000;

function person(index: number) {
  const customer = { user_id: `U${index}`, email: `u${index}@example.com` };
  return { registration: sampleRegistration({ customer }), order: sampleOrder({ order_id: `O${index}`, customer }) };
}

async function health(): Promise<unknown> {
  return await (await fetch(`${bench.service.url}/health`)).json();
}

async function isReady(): Promise<boolean> {
  return (await fetch(`${bench.service.url}/health/ready`)).status === 200;
}

async function attempts(): Promise<number[]> {
  return (await bench.database.database.prisma.event.findMany()).map((event) => event.attempts);
}

it.each<readonly [string, SuiteCrmFaultAction]>([
  ['refuses every connection', faultActions.cutBefore],
  ['answers 503 to all', faultActions.unavailable(0)],
  ['answers 500 without a body to all', faultActions.emptyServerError],
  ['does not answer', { kind: 'hang', commit: false }],
])(
  'a CRM that %s degrades the service, costs no event an attempt, and gets them all when it is back',
  async (_, action) => {
    bench = await startBench({ retry: { maxAttempts: 4, baseMs: 10, maxMs: 50 }, suitecrm: { timeoutMs: 200 } });
    await bench.play('registrations', person(0).registration);
    bench.crm.faults.add({ match: { times: MANY }, action });

    const ids = [];
    for (const index of [1, 2, 3, 4, 5, 6]) {
      ids.push(await bench.send('registrations', person(index).registration));
      ids.push(await bench.send('orders', person(index).order));
    }
    const away = { status: 'degraded', crms: { suitecrm: { status: 'down' } }, backlog: { dead: 0 } };
    await expect.poll(health, { timeout: 10_000 }).toMatchObject(away);
    await expect.poll(() => bench.database.database.prisma.event.count({ where: { status: 'running' } })).toBe(0);
    expect(await isReady()).toBe(true);
    expect(Math.max(...(await attempts()).slice(1))).toBeLessThanOrEqual(1);

    bench.crm.faults.clear();
    for (const id of ids) expect(await bench.settled(id)).toMatchObject({ status: 'done' });
    expect(await health()).toMatchObject({ status: 'ok', crms: { suitecrm: { status: 'up' } } });
    expect(bench.crm.records('Leads')).toHaveLength(7);
    expect(bench.crm.records('AOS_Invoices')).toHaveLength(6);
  },
);

it('wrong credentials are one clear state: events wait, and logins are few', async () => {
  bench = await startBench({
    suitecrm: { clientSecret: 'wrong' },
    retry: { maxAttempts: 2, baseMs: 100, maxMs: 60_000 },
  });
  for (const index of [1, 2, 3, 4, 5, 6, 7, 8]) await bench.send('registrations', person(index).registration);
  await expect.poll(health).toMatchObject({ status: 'degraded', crms: { suitecrm: { status: 'down' } } });
  const logins = () => bench.crm.journal.calls().length;
  await expect.poll(logins).toBeGreaterThanOrEqual(3);
  // Pauses of at least 50, 100, 200 ms ... between probes, and one event that was claimed before the first of them.
  expect(logins()).toBeLessThanOrEqual(5);
  expect(await bench.database.database.prisma.event.count({ where: { status: 'dead' } })).toBe(0);

  const right = await bench.restart({ suitecrm: {} });
  for (const { id } of await bench.database.database.prisma.event.findMany()) {
    expect(await right.settled(id)).toMatchObject({ status: 'done', errorClass: null });
  }
  bench = right;
});

it('a token that the CRM has forgotten costs one login, whoever needs it', async () => {
  bench = await startBench();
  await bench.play('registrations', person(0).registration);
  bench.crm.faults.add({ match: {}, action: { kind: 'revoke-tokens' } });
  const ids = await Promise.all([1, 2, 3, 4].map((index) => bench.send('registrations', person(index).registration)));
  for (const id of ids) expect(await bench.settled(id)).toMatchObject({ status: 'done', attempts: 1 });
  expect(bench.crm.journal.calls((call) => call.path === '/Api/access_token')).toHaveLength(2);
});
