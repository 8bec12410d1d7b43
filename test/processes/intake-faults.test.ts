import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { type ProcessBench, startProcessBench } from '../support/process-bench.ts';
import { startProxy, type TcpProxy } from '../support/process-proxy.ts';
import type { ServiceProcess } from '../support/process-service.ts';
import {
  acceptedIds,
  countOf,
  registrations,
  SENDER_WAITS_MS,
  startTraffic,
  type Traffic,
  wrongAnswers,
} from '../support/process-traffic.ts';
import { waitFor } from '../support/wait-for.ts';

/** A service that reaches its database through a proxy. */
interface Intake extends AsyncDisposable {
  readonly bench: ProcessBench;
  readonly proxy: TcpProxy;
  readonly service: ServiceProcess;
}

async function startIntake(): Promise<Intake> {
  const bench = await startProcessBench();
  const proxy = await startProxy(bench.database.url);
  const service = await bench.start({ DATABASE_URL: proxy.url, MAX_ATTEMPTS: '1000' });
  return {
    bench,
    proxy,
    service,
    async [Symbol.asyncDispose]() {
      await bench[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

const readiness = async ({ service }: Intake) => (await service.get('/health/ready')).status;

/** The database is back: all of the traffic gets through, and everything accepted ends in the CRM once. */
async function expectNothingLost(intake: Intake, traffic: Traffic, messages: number): Promise<void> {
  const { bench } = intake;
  await traffic.finished;
  await waitFor('the service is ready', async () => (await readiness(intake)) === 200);
  expect(wrongAnswers(traffic.tries)).toEqual([]);
  // Somebody always answers: the service is there all the time.
  expect(countOf(traffic.tries, null)).toBe(0);
  const done = await bench.allDone();
  expect(done.map(({ id }) => id).sort()).toEqual(acceptedIds(traffic.tries).sort());
  expect(bench.crm.snapshot().records.Leads).toHaveLength(messages);
}

describe('the webhook intake', () => {
  it.concurrent('turns webhooks away while the database is away, and takes the same ones afterwards', async () => {
    await using intake = await startIntake();
    const { proxy, service } = intake;
    const traffic = startTraffic(() => service.shop, registrations(6, 12));
    await waitFor('the traffic flows', () => countOf(traffic.tries, 202) > 12);
    await proxy.close();
    await waitFor('webhooks are turned away', () => countOf(traffic.tries, 503) > 20);
    expect(await readiness(intake)).toBe(503);
    expect(await service.get('/health')).toMatchObject({
      status: 200,
      body: { status: 'degraded', database: 'down', backlog: null },
    });
    await proxy.open();
    await expectNothingLost(intake, traffic, 72);
  });

  it.concurrent('loses nothing to a database that drops all connections again and again', async () => {
    await using intake = await startIntake();
    const { proxy, service } = intake;
    const traffic = startTraffic(() => service.shop, registrations(6, 12));
    for (const accepted of [10, 25, 40, 55]) {
      await waitFor('the traffic flows', () => countOf(traffic.tries, 202) > accepted);
      await proxy.close();
      await proxy.open();
    }
    await expectNothingLost(intake, traffic, 72);
  });

  it.concurrent.each<[string, (intake: Intake) => Promise<() => Promise<void>>]>([
    [
      'a database that has gone silent',
      async ({ proxy }) => {
        proxy.freeze();
        return () => proxy.open();
      },
    ],
    [
      'locks that keep all connections busy',
      async ({ bench }) => {
        const other = new Client({ connectionString: bench.database.url });
        // A failed test takes the database from under it.
        other.on('error', () => {});
        await other.connect();
        await other.query('BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE');
        return () => other.end();
      },
    ],
  ])('answers before the sender gives up in spite of %s', async (_, disturb) => {
    await using intake = await startIntake();
    const { service } = intake;
    const before = registrations(1, 1);
    await startTraffic(() => service.shop, before).finished;
    const heal = await disturb(intake);
    // The first one is on its way when the others come, and each of those finds more connections in use.
    const traffic = startTraffic(() => service.shop, registrations(20, 2).slice(1));
    const asked = performance.now();
    await service.get('/health/ready');
    expect(performance.now() - asked).toBeLessThan(SENDER_WAITS_MS);
    await waitFor('all were answered', () => traffic.tries.length >= 19, 2 * SENDER_WAITS_MS);
    await heal();
    await traffic.finished;
    expect(countOf(traffic.tries, 503)).toBeGreaterThan(0);
    expect(wrongAnswers(traffic.tries)).toEqual([]);
    expect(await intake.bench.allDone()).toHaveLength(39);
  });
});
