import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { type ProcessBench, send, startProcessBench } from '../support/process-bench.ts';
import type { ServiceProcess } from '../support/process-service.ts';
import { waitFor } from '../support/wait-for.ts';

const STOPPED = { code: 0, signal: null };
const MS = 2_500;
// A stop that was given up would end with 1, five seconds after the grace time.
const BUSY_MACHINE_MS = 2_000;
/** No service here loses an event to another one, however slow the machine. */
const LONG_LEASE = { LEASE_MS: '15000' };

let bench: ProcessBench;
beforeEach(async () => {
  bench = await startProcessBench();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

/** Ends a service by SIGTERM and tells how long that took, in milliseconds. */
async function stopTime(service: ServiceProcess): Promise<number> {
  const started = performance.now();
  expect(await service.terminate()).toEqual(STOPPED);
  return performance.now() - started;
}

const creates = () => bench.crm.journal.calls(({ method, path }) => method === 'POST' && path === '/Api/V8/module');

describe('SIGTERM', () => {
  it('ends an idle service with 0', async () => {
    const service = await bench.start(LONG_LEASE);
    expect(await stopTime(service)).toBeLessThan(MS + BUSY_MACHINE_MS);
    expect(service.log().map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(['tillbridge is stopping', 'tillbridge has stopped']),
    );
    await expect(service.get('/health/live')).rejects.toThrow('fetch failed');
  });

  it('lets the calls under way finish, gives the order back, and the next service goes on from there', async () => {
    bench.crm.faults.add({
      match: { method: 'POST', module: 'AOS_Invoices' },
      action: { kind: 'slow', ms: 1_500, commit: 'start' },
    });
    const service = await bench.start({ ...LONG_LEASE, SHUTDOWN_GRACE_MS: '30000' });
    await send(service, 'registrations', sampleRegistration(), { id: 'msg_known' });
    await send(service, 'orders', sampleOrder());
    await waitFor('the invoice is on its way', () => bench.crm.faults.applied().length > 0);
    const stopped = service.terminate();

    const turnedAway = await waitFor('webhooks are turned away', async () => {
      const answer = await service.shop.send('registrations', sampleRegistration(), { id: 'msg_known' });
      return answer.status !== 202 && answer;
    });
    expect(turnedAway.status).toBe(503);
    expect(turnedAway.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(turnedAway.headers.get('content-type')).toContain('application/problem+json');
    expect(await service.get('/health/live')).toMatchObject({ status: 200 });
    expect(await service.get('/health/ready')).toMatchObject({ status: 503, body: { status: 'unready' } });

    expect(await stopped).toEqual(STOPPED);
    expect((await bench.events()).map(({ status, attempts }) => [status, attempts])).toEqual([
      ['done', 1],
      ['pending', 0],
    ]);

    await bench.start(LONG_LEASE);
    const tried = (await bench.allDone()).map(({ attempts, takeovers }) => [attempts, takeovers]);
    expect(tried, bench.complaints()).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(
      creates()
        .map(({ module }) => module)
        .sort(),
    ).toEqual([
      'AOS_Invoices',
      'AOS_Line_Item_Groups',
      'AOS_Products',
      'AOS_Products_Quotes',
      'Contacts',
      'Leads',
      'jjwg_Markers',
    ]);
  });

  it('gives up a call that outlasts the grace time, ends within it, and the next service looks before it sends again', async () => {
    bench.crm.faults.add({ match: { method: 'POST', module: 'AOS_Invoices' }, action: { kind: 'hang', commit: true } });
    const service = await bench.start({ ...LONG_LEASE, SHUTDOWN_GRACE_MS: String(MS) });
    await send(service, 'orders', sampleOrder());
    await waitFor('the invoice is on its way', () => bench.crm.faults.applied().length > 0);
    expect(await stopTime(service)).toBeLessThan(MS + BUSY_MACHINE_MS);
    expect(await bench.events()).toMatchObject([{ status: 'pending', attempts: 0 }]);

    await bench.start(LONG_LEASE);
    expect(await bench.allDone()).toMatchObject([{ attempts: 1, takeovers: 0 }]);
    expect(bench.crm.records('AOS_Invoices')).toHaveLength(1);
    expect(creates().filter(({ module }) => module === 'AOS_Invoices')).toHaveLength(1);
  });

  it('does not wait beyond the grace time for a login that hangs', async () => {
    bench.crm.faults.add({ match: { path: '/Api/access_token' }, action: { kind: 'hang', commit: true } });
    const service = await bench.start({ ...LONG_LEASE, SHUTDOWN_GRACE_MS: String(MS) });
    await send(service, 'registrations', sampleRegistration());
    await waitFor('the login is on its way', () => bench.crm.faults.applied().length > 0);
    expect(await stopTime(service)).toBeLessThan(MS + BUSY_MACHINE_MS);
    expect(await bench.events()).toMatchObject([{ status: 'pending', attempts: 0 }]);
  });

  it('does not wait beyond the grace time for a sender that does not come to an end', async () => {
    const service = await bench.start({ ...LONG_LEASE, SHUTDOWN_GRACE_MS: String(MS) });
    const { hostname, port } = new URL(service.url);
    const sender = connect({ host: hostname, port: Number(port) });
    sender.on('error', () => {});
    await once(sender, 'connect');
    sender.write(
      'POST /webhooks/orders HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    );
    // An answer on a later connection tells that the first one has been taken as well.
    await service.get('/health/live');
    expect(await stopTime(service)).toBeLessThan(MS + BUSY_MACHINE_MS);
    sender.destroy();
  });

  it('is obeyed while the CRM is away and events wait for it', async () => {
    await bench.crm.close();
    const service = await bench.start({ ...LONG_LEASE, RETRY_BASE_MS: '60000', RETRY_MAX_MS: '60000' });
    await send(service, 'registrations', sampleRegistration());
    await waitFor('the service knows', () => service.log().some(({ msg }) => msg.startsWith('breaker opened')));
    expect(await stopTime(service)).toBeLessThan(MS + BUSY_MACHINE_MS);
    expect(await bench.events()).toMatchObject([{ status: 'pending', attempts: 0 }]);
  });
});
