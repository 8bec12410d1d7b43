import { describe, expect, it } from 'vitest';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { send, startEmbeddedBench } from '../support/process-bench.ts';
import { acceptedIds, countOf, registrations, startTraffic, wrongAnswers } from '../support/process-traffic.ts';
import { waitFor } from '../support/wait-for.ts';

const STOPPED = { code: 0, signal: null };

describe('the embedded database', () => {
  it.concurrent('keeps the events from one start to the next, and stops with the service', async () => {
    await using bench = await startEmbeddedBench();
    const first = await bench.start();
    const eventId = await send(first, 'registrations', sampleRegistration(), { id: 'msg_once' });
    await bench.allDone();
    expect(await first.terminate()).toEqual(STOPPED);
    expect(await bench.server()).toBeNull();

    const second = await bench.start();
    expect(await bench.events()).toMatchObject([{ id: eventId, status: 'done' }]);
    expect(await second.shop.send('registrations', sampleRegistration(), { id: 'msg_once' })).toMatchObject({
      status: 202,
      body: { event_id: eventId, status: 'duplicate' },
    });
    expect(await second.terminate()).toEqual(STOPPED);
  });

  it.concurrent('outlives a service that is killed, and the next one joins it and goes on', async () => {
    await using bench = await startEmbeddedBench();
    bench.crm.faults.add({ match: { method: 'POST', module: 'AOS_Invoices' }, action: { kind: 'hang', commit: true } });
    const killed = await bench.start();
    await send(killed, 'orders', sampleOrder());
    await waitFor('the invoice is on its way', () => bench.crm.faults.applied().length > 0);
    const server = await bench.server();
    await killed.kill();

    const next = await bench.start();
    expect(await bench.server()).toBe(server);
    const [event] = await bench.allDone();
    // The kill costs none: every other attempt is one that the log speaks of.
    const retries = next.log().filter(({ msg }) => msg === 'event retrying');
    expect(event).toMatchObject({ attempts: 1 + retries.length });
    expect(event?.takeovers).toBeGreaterThan(0);
    expect(bench.crm.records('AOS_Invoices')).toHaveLength(1);
    expect(await next.terminate()).toEqual(STOPPED);
    expect(await bench.server()).toBeNull();
  });

  it.concurrent('is started again when it is killed under load: what was accepted is kept, what was not can be sent again', async () => {
    await using bench = await startEmbeddedBench();
    const service = await bench.start();
    const lanes = registrations(6, 12);
    const traffic = startTraffic(() => service.shop, lanes);
    const server = await waitFor(
      'the traffic flows',
      async () => countOf(traffic.tries, 202) > 20 && (await bench.server()),
    );
    process.kill(server, 'SIGKILL');
    await traffic.finished;

    expect(countOf(traffic.tries, 503)).toBeGreaterThan(0);
    expect(countOf(traffic.tries, null)).toBe(0);
    expect(wrongAnswers(traffic.tries)).toEqual([]);
    expect(await service.get('/health/ready')).toMatchObject({ status: 200 });
    expect(await bench.server()).not.toBe(server);
    const done = await bench.allDone();
    expect(done.map(({ id }) => id).sort()).toEqual(acceptedIds(traffic.tries).sort());
    expect(done).toHaveLength(lanes.flat().length);
    expect(await service.terminate()).toEqual(STOPPED);
  });
});
