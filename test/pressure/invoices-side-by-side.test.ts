import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { JournaledCall } from '../../lab/simulator/suitecrm/index.ts';
import { type Service, startService } from '../../src/service/start-service.ts';
import { type Bench, type BenchOptions, benchConfig, startBench } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';
import { newOrder } from '../support/workflows/shop-events.ts';

const ORDERS = 64;
const LATENCY_MS = 20;
const AT_ONCE: BenchOptions = {
  suitecrm: { concurrency: 32, serialInvoices: false },
  worker: { concurrency: ORDERS },
};

describe('orders of 64 customers at once', () => {
  let bench: Bench;
  let second: Service | null = null;
  afterEach(async () => {
    await second?.stop();
    second = null;
    await bench.close();
  });
  const start = async (options: BenchOptions) => {
    bench = await startBench({ ...AT_ONCE, ...options, suitecrm: { ...AT_ONCE.suitecrm, ...options.suitecrm } });
    bench.crm.setLatency(LATENCY_MS);
  };
  const playAll = async () => {
    const ids = await Promise.all(Array.from({ length: ORDERS }, () => bench.send('orders', newOrder())));
    // One question for all of them: one each would keep the database from the services.
    const { event } = bench.database.database.prisma;
    return await waitFor('all orders are settled', async () => {
      const settled = await event.findMany({ where: { id: { in: ids }, status: { in: ['done', 'dead', 'waiting'] } } });
      return settled.length === ids.length ? settled : null;
    });
  };
  const numbers = () => bench.crm.records('AOS_Invoices').map(({ values }) => values.number);
  const creates = () => bench.crm.journal.overlaps(isCreate);
  const mends = () => bench.crm.journal.calls(({ method, module }) => method === 'PATCH' && module === 'AOS_Invoices');

  it('get a number each, although the CRM gives many of them one', async () => {
    await start({});
    for (const event of await playAll()) expect(event).toMatchObject({ status: 'done', warnings: [] });
    expect(mends().length).toBeGreaterThan(0);
    expect(new Set(numbers()).size).toBe(ORDERS);
  });

  it('get a number each from two replicas', async () => {
    await start({});
    second = await startService(benchConfig(bench.database.url, bench.crm, AT_ONCE), {
      log: pino({ level: 'silent' }),
      lookAgain: [5, 10, 20],
    });
    for (const event of await playAll()) expect(event).toMatchObject({ status: 'done', warnings: [] });
    expect(mends().length).toBeGreaterThan(0);
    expect(new Set(numbers()).size).toBe(ORDERS);
  });

  it('are created one at a time where the settings say so', async () => {
    await start({ suitecrm: { serialInvoices: true } });
    for (const event of await playAll()) expect(event).toMatchObject({ status: 'done', warnings: [] });
    expect(creates()).toEqual([]);
    expect(mends()).toEqual([]);
    expect(new Set(numbers()).size).toBe(ORDERS);
  });
});

function isCreate({ method, module, path }: JournaledCall): boolean {
  return method === 'POST' && module === 'AOS_Invoices' && path === '/Api/V8/module';
}
