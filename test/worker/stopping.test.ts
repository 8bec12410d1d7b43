import { expect, test } from 'vitest';
import { Stopping } from '../../src/workflows/runner/step-runner.ts';
import { newEvent, readEvent, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { aborted, count, DONE, ScriptedWorkflows, stepFailure, useDispatchers } from '../support/worker.ts';

const inbox = useTestInbox();
const start = useDispatchers();
const LONG = 60_000;

test('events whose calls end within the grace time are settled, and nothing more is claimed', async () => {
  const gate = Promise.withResolvers<void>();
  const workflows = new ScriptedWorkflows(async () => {
    await gate.promise;
    return DONE;
  });
  await store(inbox.current, ...Array.from({ length: 5 }, () => newEvent()));
  const dispatcher = start(inbox.current, workflows, { concurrency: 2 });
  await expect.poll(() => workflows.begun.length).toBe(2);
  const stopped = dispatcher.stop(LONG);
  gate.resolve();
  await stopped;
  expect(workflows.begun).toHaveLength(2);
  expect(await count(inbox.current, 'done')).toBe(2);
  expect(await count(inbox.current, 'pending')).toBe(3);
});

test('an event with steps left is given back before its next one; the try does not count', async () => {
  const gate = Promise.withResolvers<void>();
  const event = newEvent();
  const workflows = new ScriptedWorkflows(async (_event, _lease, stopping) => {
    await gate.promise;
    if (stopping()) throw new Stopping('lines');
    return DONE;
  });
  await store(inbox.current, event);
  const dispatcher = start(inbox.current, workflows);
  await expect.poll(() => workflows.begun.length).toBe(1);
  const stopped = dispatcher.stop(LONG);
  gate.resolve();
  await stopped;
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ status: 'pending', attempts: 0, leaseToken: null });

  const next = new ScriptedWorkflows();
  start(inbox.current, next);
  await expect.poll(() => count(inbox.current, 'done')).toBe(1);
});

test('calls still under way after the grace time are stopped, and their events given back with a quiet time', async () => {
  const event = newEvent();
  const workflows = new ScriptedWorkflows(async (_event, lease) => {
    await aborted(lease.signal);
    throw stepFailure('transient', { outcome: 'left_behind' });
  });
  await store(inbox.current, event);
  const dispatcher = start(inbox.current, workflows, { quietMs: 20_000 });
  await expect.poll(() => workflows.begun.length).toBe(1);
  await dispatcher.stop(10);
  const row = await readEvent(inbox.current, event.id);
  expect(row).toMatchObject({ status: 'pending', attempts: 0, leaseToken: null });
  expect(row.nextAttemptAt.getTime()).toBeGreaterThan(Date.now() + 10_000);
});

test('a failure that comes while stopping costs no try, however bad it is', async () => {
  const gate = Promise.withResolvers<void>();
  const event = newEvent();
  const workflows = new ScriptedWorkflows(async () => {
    await gate.promise;
    throw stepFailure('permanent');
  });
  await store(inbox.current, event);
  const dispatcher = start(inbox.current, workflows);
  await expect.poll(() => workflows.begun.length).toBe(1);
  const stopped = dispatcher.stop(LONG);
  gate.resolve();
  await stopped;
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ status: 'pending', attempts: 0 });
});

test('stopping an idle dispatcher takes no time, however long its poll', async () => {
  const dispatcher = start(inbox.current, new ScriptedWorkflows(), { pollMs: 3_600_000 });
  await dispatcher.stop(LONG);
  await store(inbox.current, newEvent());
  dispatcher.wake();
  expect(await count(inbox.current, 'pending')).toBe(1);
});
