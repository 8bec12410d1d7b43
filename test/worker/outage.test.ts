import { expect, test } from 'vitest';
import type { CallOutcome } from '../../src/crm/errors.ts';
import { newEvent, readEvent, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { CallFailed, count, DONE, ScriptedWorkflows, stepFailure, useDispatchers } from '../support/worker.ts';

const inbox = useTestInbox();
const start = useDispatchers();

/** Workflows and probe of a CRM that goes away under the first event and that a test brings back. */
function breakableCrm(outcome: CallOutcome = 'none') {
  const crm = { back: false };
  const workflows = new ScriptedWorkflows(async () => {
    if (!crm.back) throw stepFailure('transient', { outcome });
    return DONE;
  });
  const probe = async () => {
    if (!crm.back && workflows.begun.length > 0) throw new CallFailed('transient');
  };
  return { crm, workflows, probe };
}

test('while the CRM is away events wait without spending an attempt, and are done when it is back, oldest first', async () => {
  const { crm, workflows, probe } = breakableCrm();
  const events = Array.from({ length: 12 }, () => newEvent());
  await store(inbox.current, ...events);
  const retry = { maxAttempts: 1, baseMs: 1, maxMs: 10 };
  // One at a time, since events that run side by side begin in no order.
  start(inbox.current, workflows, { probe, retry, pollMs: 10, concurrency: 1 });
  await expect.poll(() => workflows.ended.length).toBeGreaterThan(0);
  await expect.poll(() => count(inbox.current, 'running')).toBe(0);
  const tried = workflows.begun.length;
  expect(tried).toBe(1);
  expect(await count(inbox.current, 'dead')).toBe(0);
  for (const { id } of events) expect((await readEvent(inbox.current, id)).attempts).toBe(0);

  crm.back = true;
  await expect.poll(() => count(inbox.current, 'done')).toBe(12);
  expect(workflows.begun.slice(tried)).toEqual(events.map(({ id }) => id));
  expect((await readEvent(inbox.current, events[0]?.id ?? '')).attempts).toBe(1);
});

test('an event that fails while the CRM answers others spends its attempts', async () => {
  const event = newEvent();
  await store(inbox.current, event);
  const workflows = new ScriptedWorkflows(async () => {
    throw stepFailure('transient');
  });
  start(inbox.current, workflows, { retry: { maxAttempts: 3, baseMs: 1, maxMs: 5 }, pollMs: 10 });
  await expect.poll(async () => (await readEvent(inbox.current, event.id)).status).toBe('dead');
  expect(workflows.begun).toHaveLength(3);
});

test('a held back event whose last call may still be at work is left alone for the quiet time', async () => {
  const { workflows, probe } = breakableCrm('left_behind');
  const event = newEvent();
  await store(inbox.current, event);
  const before = Date.now();
  start(inbox.current, workflows, { probe, quietMs: 20_000 });
  await expect.poll(async () => (await readEvent(inbox.current, event.id)).status).toBe('retrying');
  const { nextAttemptAt, errorClass } = await readEvent(inbox.current, event.id);
  expect(nextAttemptAt.getTime()).toBeGreaterThanOrEqual(before + 19_000);
  expect(errorClass).toBe('transient');
});
