import { pino } from 'pino';
import { expect, test } from 'vitest';
import { ServiceEvents } from '../../src/domain/service-events.ts';
import { ofRecord } from '../../src/domain/warning.ts';
import { logEvents } from '../../src/service/log-events.ts';
import { expireLease, newEvent, readEvent, store, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { aborted, count, DONE, ScriptedWorkflows, stepFailure, useDispatchers } from '../support/worker.ts';

const inbox = useTestInbox();
const start = useDispatchers();

test('the event of a worker that died is run by another, with all of its tries', async () => {
  const event = await storeAndClaim(inbox.current, newEvent({ keys: ['k'] }));
  await expireLease(inbox.current, event.id);
  const workflows = new ScriptedWorkflows();
  start(inbox.current, workflows);
  await expect.poll(() => count(inbox.current, 'done')).toBe(1);
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ attempts: 1, takeovers: 1 });
});

test('a running dispatcher finds a lease that runs out while it works', async () => {
  const event = await storeAndClaim(inbox.current);
  start(inbox.current, new ScriptedWorkflows(), { pollMs: 20, leaseMs: 100 });
  expect(await count(inbox.current, 'running')).toBe(1);
  await expireLease(inbox.current, event.id);
  await expect.poll(() => count(inbox.current, 'done')).toBe(1);
});

test('a lease is kept as long as the workflow runs, though that takes many times its length', async () => {
  const gate = Promise.withResolvers<void>();
  const slow = new ScriptedWorkflows(async () => {
    await gate.promise;
    return DONE;
  });
  const event = newEvent();
  const { id } = event;
  start(inbox.current, slow, { leaseMs: 300, pollMs: 20 });
  start(inbox.current, slow, { leaseMs: 300, pollMs: 20 });
  await store(inbox.current, event);
  await expect.poll(() => slow.begun.length).toBe(1);
  const first = (await readEvent(inbox.current, id)).leaseExpiresAt?.getTime() ?? 0;
  await expect
    .poll(async () => (await readEvent(inbox.current, id)).leaseExpiresAt?.getTime() ?? 0, { timeout: 5_000 })
    .toBeGreaterThan(first + 600);
  gate.resolve();
  await expect.poll(() => count(inbox.current, 'done')).toBe(1);
  expect(await readEvent(inbox.current, id)).toMatchObject({ takeovers: 0, attempts: 1 });
  expect(slow.begun).toEqual([id]);
});

test.each(['done', 'failed'] as const)(
  'a worker that lost its event stops, and its end counts for nothing: %s',
  async (end) => {
    const losing = new ScriptedWorkflows(async ({ takeovers }, lease) => {
      // Both look for leases that ran out, and either may be the new worker.
      if (takeovers > 0) return { warnings: [ofRecord('of the new worker')] };
      await aborted(lease.signal);
      if (end === 'failed') throw stepFailure('permanent');
      return { warnings: [ofRecord('of the old worker')] };
    });
    const told: string[] = [];
    const log = pino({}, { write: (line) => told.push(line) });
    const events = new ServiceEvents();
    logEvents(log, events);
    const dispatcher = start(inbox.current, losing, { leaseMs: 300, log, events, concurrency: 1 });
    const event = newEvent();
    await store(inbox.current, event);
    dispatcher.wake();
    await expect.poll(() => losing.begun.length).toBe(1);
    const { leaseToken } = await readEvent(inbox.current, event.id);
    start(inbox.current, losing);
    // A heartbeat may come in between.
    await expect
      .poll(async () => {
        const data = { leaseExpiresAt: new Date(Date.now() - 1_000) };
        return (await inbox.current.prisma.event.updateMany({ where: { leaseToken }, data })).count;
      })
      .toBe(0);
    await expect.poll(() => count(inbox.current, 'done')).toBe(1);
    await expect.poll(() => losing.ended.length).toBe(2);
    await dispatcher.stop(0);
    expect(await readEvent(inbox.current, event.id)).toMatchObject({
      status: 'done',
      warnings: ['of the new worker'],
      takeovers: 1,
      errorClass: null,
    });
    expect(told.join('')).toContain('event left to the worker that took it over');
    expect(told.join('')).not.toMatch(/event (dead|retrying|waiting|given back)/);
  },
);
