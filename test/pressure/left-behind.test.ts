import { afterEach, describe, expect, it } from 'vitest';
import { faultActions } from '../../lab/simulator/suitecrm/index.ts';
import { type Bench, type BenchOptions, startBench } from '../support/service.ts';
import { newOrder, textOf } from '../support/workflows/shop-events.ts';

/** As long as a call may be at work after its client gave up: the pause that only such a call may cost others. */
const QUIET_MS = 3_000;

describe('the invoices of other orders, created one at a time, ', () => {
  let bench: Bench;
  afterEach(async () => {
    await bench.close();
  });
  const start = async (options: BenchOptions = {}) => {
    bench = await startBench({
      longestQuietMs: QUIET_MS,
      ...options,
      suitecrm: { timeoutMs: QUIET_MS, serialInvoices: true },
    });
  };

  const isInvoice = (orders: readonly object[]) => {
    const names = new Set(orders.map((order) => textOf(order as ReturnType<typeof newOrder>, 'order_id')));
    return (body: unknown) => names.has(String(attribute(body, 'name')));
  };
  /** The longest time in which no invoice was being made, in milliseconds. */
  const longestPause = () => {
    const creates = bench.crm.journal.calls((call) => call.method === 'POST' && call.module === 'AOS_Invoices');
    const made = creates.filter((call) => call.path === '/Api/V8/module');
    return Math.max(
      0,
      ...made.slice(1).map((call, index) => call.startedAt - (made[index]?.finishedAt ?? call.startedAt)),
    );
  };

  it('do not wait for one that the CRM answered with a failure: its work has ended', async () => {
    await start({ retry: { maxAttempts: 3, baseMs: 20, maxMs: 50 } });
    const broken = Array.from({ length: 4 }, () => newOrder());
    bench.crm.faults.add({
      match: { method: 'POST', path: '/Api/V8/module', module: 'AOS_Invoices', body: isInvoice(broken), times: 100 },
      action: faultActions.emptyServerError,
    });
    const sound = Array.from({ length: 12 }, () => newOrder());
    const ids = await Promise.all([...broken, ...sound].map((order) => bench.send('orders', order)));
    const events = await Promise.all(ids.map((id) => bench.settled(id)));
    expect(events.map(({ status }) => status)).toEqual([...broken.map(() => 'dead'), ...sound.map(() => 'done')]);
    expect(longestPause()).toBeLessThan(QUIET_MS);
  });

  it('do not wait for one that got no answer', async () => {
    await start();
    const [lost, next] = [newOrder(), newOrder()];
    bench.crm.faults.add({
      match: { method: 'POST', path: '/Api/V8/module', module: 'AOS_Invoices', body: isInvoice([lost]) },
      action: { kind: 'hang', commit: true },
    });
    const first = await bench.send('orders', lost);
    await bench.crm.journal.waitFor((call) => call.fault === 'hang');
    expect(await bench.play('orders', next)).toMatchObject({ status: 'done' });
    expect(longestPause()).toBeLessThan(QUIET_MS);
    expect(await bench.settled(first)).toMatchObject({ status: 'done' });
  });

  it('keep a number each where one that got no answer is made after others', async () => {
    await start();
    const [slow, next] = [newOrder(), newOrder()];
    bench.crm.faults.add({
      match: { method: 'POST', path: '/Api/V8/module', module: 'AOS_Invoices', body: isInvoice([slow]) },
      action: { kind: 'slow', ms: QUIET_MS + 1_000, commit: 'end' },
    });
    const first = await bench.send('orders', slow);
    await bench.crm.journal.waitFor((call) => call.fault === 'slow');
    expect(await bench.play('orders', next)).toMatchObject({ status: 'done' });
    expect(longestPause()).toBeLessThan(QUIET_MS);
    expect(await bench.settled(first)).toMatchObject({ status: 'done' });
    const numbers = bench.crm.records('AOS_Invoices').map((row) => row.values.number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

function attribute(body: unknown, name: string): unknown {
  const data = typeof body === 'object' && body !== null ? Reflect.get(body, 'data') : undefined;
  const attributes = typeof data === 'object' && data !== null ? Reflect.get(data, 'attributes') : undefined;
  return typeof attributes === 'object' && attributes !== null ? Reflect.get(attributes, name) : undefined;
}
