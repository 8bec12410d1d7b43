import { expect, it } from 'vitest';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { send, startProcessBench } from '../support/process-bench.ts';
import { isCreate } from '../support/process-day.ts';
import { waitFor } from '../support/wait-for.ts';

/** Longer than a lease, a start, and the rest of an order; far shorter than the seconds that a person would notice. */
const TAKEOVER_MS = 10_000;

it.concurrent.each([
  { module: 'AOS_Line_Item_Groups', commit: 'start', calls: 1 },
  { module: 'AOS_Products_Quotes', commit: 'end', calls: 1 },
  { module: 'AOS_Invoices', commit: 'start', calls: 1 },
  { module: 'AOS_Invoices', commit: 'start', calls: 4 },
] as const)(
  'a process that sleeps through its lease in the middle of an order does no harm when it wakes: $module, work at the $commit, $calls at once',
  async ({ module, commit, calls }) => {
    await using bench = await startProcessBench();
    const { crm } = bench;
    crm.faults.add({ match: { method: 'POST', module }, action: { kind: 'slow', ms: 400, commit } });
    const sleeper = await bench.start({ SUITECRM_CONCURRENCY: String(calls) });
    const orderId = await send(sleeper, 'orders', sampleOrder());
    await waitFor('the call is on its way', () => crm.faults.applied().length > 0);
    process.kill(sleeper.pid, 'SIGSTOP');

    const other = await bench.start();
    expect(await bench.allDone(TAKEOVER_MS)).toMatchObject([{ id: orderId }]);
    expect(await other.terminate()).toEqual({ code: 0, signal: null });
    const atTheEnd = crm.snapshot();
    const awoken = performance.now();
    process.kill(sleeper.pid, 'SIGCONT');
    await waitFor('the sleeper lets go', () =>
      sleeper.log().some(({ msg }) => msg === 'event left to the worker that took it over'),
    );
    const late = crm.journal.calls(({ method, startedAt }) => method !== 'GET' && startedAt > awoken);
    // Of several calls one may have been frozen between its last look at the lease and its first byte: no client can close that gap.
    expect(late.length).toBeLessThan(calls);
    expect(crm.snapshot()).toEqual(atTheEnd);
    const created = crm.journal.calls((call) => isCreate(call) && call.status === 201).map(({ id }) => id);
    expect(new Set(created).size).toBe(created.length);
    expect(sleeper.log().filter(({ msg, event }) => msg === 'event done' && event === orderId)).toEqual([]);

    await send(sleeper, 'registrations', sampleRegistration());
    expect(await bench.allDone()).toHaveLength(2);
  },
);
