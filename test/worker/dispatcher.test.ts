import { expect, test } from 'vitest';
import { newEvent, readEvent, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { count, DONE, ScriptedWorkflows, useDispatchers } from '../support/worker.ts';

const inbox = useTestInbox();
const start = useDispatchers();
const events = (length: number, keys: readonly string[] = []) => Array.from({ length }, () => newEvent({ keys }));

test('what was there before the start is run', async () => {
  await store(inbox.current, ...events(10));
  const workflows = new ScriptedWorkflows();
  start(inbox.current, workflows);
  await expect.poll(() => count(inbox.current, 'done')).toBe(10);
  expect(workflows.begun).toHaveLength(10);
});

test('a wake lets new events run at once', async () => {
  const dispatcher = start(inbox.current, new ScriptedWorkflows());
  for (const event of events(3)) {
    await store(inbox.current, event);
    dispatcher.wake();
    await expect.poll(async () => (await readEvent(inbox.current, event.id)).status).toBe('done');
  }
});

test('without a wake the next poll finds new events', async () => {
  start(inbox.current, new ScriptedWorkflows(), { pollMs: 20 });
  await store(inbox.current, ...events(3));
  await expect.poll(() => count(inbox.current, 'done')).toBe(3);
});

test('no more events are in work than may be, and each that ends makes room for the next', async () => {
  const inWork: (() => void)[] = [];
  const workflows = new ScriptedWorkflows(async () => {
    await new Promise<void>((resolve) => inWork.push(resolve));
    return DONE;
  });
  await store(inbox.current, ...events(10));
  start(inbox.current, workflows, { concurrency: 3 });
  for (let done = 0; done < 10; done += 1) {
    await expect.poll(() => workflows.begun.length).toBe(Math.min(done + 3, 10));
    expect(await count(inbox.current, 'running')).toBe(Math.min(3, 10 - done));
    inWork.shift()?.();
    await expect.poll(() => count(inbox.current, 'done')).toBe(done + 1);
  }
  expect(workflows.most).toBe(3);
});

test('an event that follows another of its key runs as soon as that one has ended', async () => {
  const chain = events(8, ['user:experience:U1']);
  await store(inbox.current, ...chain);
  const workflows = new ScriptedWorkflows();
  start(inbox.current, workflows);
  await expect.poll(() => count(inbox.current, 'done')).toBe(8);
  expect(workflows.begun).toEqual(chain.map(({ id }) => id));
  expect(workflows.most).toBe(1);
});

test('an event that another one has done before it is done, without warnings', async () => {
  const event = newEvent();
  await store(inbox.current, event);
  start(inbox.current, new ScriptedWorkflows(async () => ({ repeats: 'the earlier one' })));
  await expect.poll(() => count(inbox.current, 'done')).toBe(1);
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ status: 'done', warnings: [] });
});
