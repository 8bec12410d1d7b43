import { expect, it } from 'vitest';
import { sampleOrder } from '../../src/domain/events/samples.ts';
import { send, startProcessBench } from '../support/process-bench.ts';
import { startProxy } from '../support/process-proxy.ts';
import { acceptedIds, countOf, registrations, startTraffic, wrongAnswers } from '../support/process-traffic.ts';
import { waitFor } from '../support/wait-for.ts';

const STOPPED = { code: 0, signal: null };
// A stop that was given up would end with 1, five seconds after the grace time.
const BUSY_MACHINE_MS = 2_000;

it.concurrent('SIGTERM in the middle of the traffic: what was accepted is stored, all else can be sent to the next process', async () => {
  await using bench = await startProcessBench();
  const first = await bench.start();
  let shop = first.shop;
  const traffic = startTraffic(() => shop, registrations(8, 12));
  await waitFor('the traffic flows', () => countOf(traffic.tries, 202) > 30);
  expect(await first.terminate()).toEqual(STOPPED);

  const stored = new Set((await bench.events()).map(({ id }) => id));
  expect(acceptedIds(traffic.tries).filter((id) => !stored.has(id))).toEqual([]);
  expect(stored.size).toBeLessThan(96);

  const second = await bench.start();
  shop = second.shop;
  await traffic.finished;
  expect(wrongAnswers(traffic.tries)).toEqual([]);
  const done = await bench.allDone();
  expect(done.map(({ id }) => id).sort()).toEqual(acceptedIds(traffic.tries).sort());
  expect(bench.crm.snapshot().records.Leads).toHaveLength(96);
});

it.concurrent('SIGTERM while the database is silent: the process ends within the grace time all the same', async () => {
  await using bench = await startProcessBench();
  await using proxy = await startProxy(bench.database.url);
  bench.crm.faults.add({ match: { method: 'POST', module: 'AOS_Invoices' }, action: { kind: 'hang', commit: true } });
  const graceMs = 4_000;
  const service = await bench.start({ DATABASE_URL: proxy.url, SHUTDOWN_GRACE_MS: String(graceMs) });
  await send(service, 'orders', sampleOrder());
  await waitFor('the invoice is on its way', () => bench.crm.faults.applied().length > 0);
  proxy.freeze();
  let shop = service.shop;
  const traffic = startTraffic(() => shop, registrations(1, 1));
  const stopped = performance.now();
  expect(await service.terminate()).toEqual(STOPPED);
  expect(performance.now() - stopped).toBeLessThan(graceMs + BUSY_MACHINE_MS);

  // The first attempt may still be at work in the CRM: the order waits for its lease, and is looked for before it is sent again.
  const next = await bench.start();
  shop = next.shop;
  await traffic.finished;
  expect(await bench.allDone()).toHaveLength(2);
  expect(bench.crm.records('AOS_Invoices')).toHaveLength(1);
});
