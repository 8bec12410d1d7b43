import { expect, test } from 'vitest';
import { ofRecord } from '../../src/domain/warning.ts';
import type { DispatcherOptions } from '../../src/worker/dispatcher.ts';
import type { WorkflowOutcome } from '../../src/workflows/outcome.ts';
import { newEvent, newOrder, newRefund, readEvent, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { count, DONE, ScriptedWorkflows, stepFailure, useDispatchers } from '../support/worker.ts';

const inbox = useTestInbox();
const start = useDispatchers();

/** Runs one event until it is settled for the first time. */
async function settled(outcome: () => Promise<WorkflowOutcome>, changes: Partial<DispatcherOptions> = {}) {
  const event = newEvent();
  await store(inbox.current, event);
  start(inbox.current, new ScriptedWorkflows(outcome), changes);
  await expect.poll(async () => (await readEvent(inbox.current, event.id)).status).not.toMatch(/pending|running/);
  return await readEvent(inbox.current, event.id);
}

/** How long from now an event waits for its next attempt, give or take the time a test needs. */
function expectDelay(event: { readonly nextAttemptAt: Date }, delayMs: number): void {
  const delay = event.nextAttemptAt.getTime() - Date.now();
  expect(delay).toBeLessThanOrEqual(delayMs + 1_000);
  expect(delay).toBeGreaterThan(delayMs - 10_000);
}

test('done: the warnings of the workflow stand at the event', async () => {
  const event = await settled(async () => ({ warnings: [ofRecord('no promotion X'), ofRecord('no promotion Y')] }));
  expect(event).toMatchObject({ status: 'done', warnings: ['no promotion X', 'no promotion Y'], attempts: 1 });
});

test('waiting: it looks again after the longest backoff', async () => {
  const event = await settled(async () => ({ waitingFor: 'order O1' }));
  expect(event).toMatchObject({ status: 'waiting', waitingFor: 'order O1', attempts: 0 });
  expectDelay(event, 30_000);
});

test.each(['transient', 'auth'] as const)(
  'a failure that is %s is tried again after the backoff',
  async (errorClass) => {
    const event = await settled(() => Promise.reject(stepFailure(errorClass)), {
      retry: { maxAttempts: 3, baseMs: 60_000, maxMs: 60_000 },
    });
    expect(event).toMatchObject({
      status: 'retrying',
      attempts: 1,
      errorClass,
      errorCode: 'call_failed',
      errorStep: 'invoice',
      errorMessage: `SuiteCRM POST AOS_Invoices: The CRM failed: ${errorClass}.`,
    });
    expectDelay(event, 30_000);
  },
);

test.each(['permanent', 'ambiguous'] as const)(
  'a failure that is %s leaves the event dead at once',
  async (errorClass) => {
    const event = await settled(() => Promise.reject(stepFailure(errorClass)));
    expect(event).toMatchObject({ status: 'dead', attempts: 1, errorClass, errorStep: 'invoice' });
    expect(event.finishedAt).toBeInstanceOf(Date);
  },
);

test('a fault of our own is tried again, and its words are not shown', async () => {
  const event = await settled(() => Promise.reject(new Error('secret in here')));
  expect(event).toMatchObject({
    status: 'retrying',
    errorClass: 'transient',
    errorCode: 'unexpected',
    errorStep: null,
  });
  expect(event.errorMessage).not.toContain('secret');
});

test('the CRM is asked again no sooner than it wished', async () => {
  expectDelay(await settled(() => Promise.reject(stepFailure('transient', { retryAfterMs: 20_000 }))), 20_000);
});

test('a call that got no answer gives the CRM its quiet time', async () => {
  const leftBehind = () => Promise.reject(stepFailure('transient', { outcome: 'left_behind' }));
  expectDelay(await settled(leftBehind, { quietMs: 25_000 }), 25_000);
});

test('a failure that was answered asks for no quiet time, even when nobody knows what it did', async () => {
  const answered = () => Promise.reject(stepFailure('transient', { outcome: 'unknown' }));
  expectDelay(await settled(answered, { quietMs: 25_000 }), 500);
});

test('retries run by themselves when their time has come, until the event is dead', async () => {
  const event = newEvent();
  await store(inbox.current, event);
  const workflows = new ScriptedWorkflows(() => Promise.reject(stepFailure('transient')));
  start(inbox.current, workflows, { retry: { maxAttempts: 4, baseMs: 2, maxMs: 20 } });
  await expect.poll(() => count(inbox.current, 'dead')).toBe(1);
  expect(workflows.begun).toHaveLength(4);
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ attempts: 4, errorClass: 'transient' });
});

test('an event that fails at first is done in the end, without its error', async () => {
  const event = newEvent();
  await store(inbox.current, event);
  const workflows = new ScriptedWorkflows(async ({ attempts }) => {
    if (attempts < 3) throw stepFailure('transient');
    return DONE;
  });
  start(inbox.current, workflows, { retry: { maxAttempts: 4, baseMs: 2, maxMs: 20 } });
  await expect.poll(() => count(inbox.current, 'done')).toBe(1);
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ attempts: 3, errorClass: null, errorMessage: null });
});

test('refunds that came before their order run after it, in their order', async () => {
  const [first, second, order] = [newRefund('O1', 'R1'), newRefund('O1', 'R2'), newOrder('O1')];
  const known = new Set<string>();
  const workflows = new ScriptedWorkflows(async (event) => {
    if (event.type === 'order.paid') known.add(event.orderId ?? '');
    return event.type === 'order.refunded' && !known.has(event.orderId ?? '') ? { waitingFor: 'order O1' } : DONE;
  });
  await store(inbox.current, first, second, order);
  start(inbox.current, workflows);
  await expect.poll(() => count(inbox.current, 'done')).toBe(3);
  expect(workflows.begun).toEqual([first, second, order, first, second].map(({ id }) => id));
});
