import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { newEvent, readEvent, store, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { count, DONE, ScriptedWorkflows, stepFailure, useDispatchers } from '../support/worker.ts';

const inbox = useTestInbox();
const start = useDispatchers();
afterEach(() => {
  vi.restoreAllMocks();
});

/** Lets an event be due so many milliseconds from now by the database's clock; negative for what lies behind. */
async function dueIn(id: string, ms: number): Promise<void> {
  await inbox.current.prisma.$executeRaw`
    UPDATE events SET next_attempt_at = now() + ${ms} * interval '1 millisecond' WHERE id = ${id}::uuid`;
}

test('hundreds of retries of the only event are each run when they are due, none a poll later', async () => {
  const event = newEvent();
  await store(inbox.current, event);
  const workflows = new ScriptedWorkflows(async ({ attempts }) => {
    if (attempts < 150) throw stepFailure('transient');
    return DONE;
  });
  start(inbox.current, workflows, { retry: { maxAttempts: 150, baseMs: 2, maxMs: 8 }, random: Math.random });
  await expect.poll(() => count(inbox.current, 'done'), { timeout: 25_000 }).toBe(1);
  expect(workflows.begun).toHaveLength(150);
});

test('timers that fire before their time cost no retry a poll', async () => {
  const { setTimeout: onTime } = globalThis;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(
    Object.assign((work: () => void, ms = 0) => onTime(work, Math.max(0, ms - 4)), onTime),
  );
  const event = newEvent();
  await store(inbox.current, event);
  const workflows = new ScriptedWorkflows(async ({ attempts }) => {
    if (attempts < 20) throw stepFailure('transient');
    return DONE;
  });
  start(inbox.current, workflows, { retry: { maxAttempts: 20, baseMs: 20, maxMs: 20 } });
  await expect.poll(() => count(inbox.current, 'done')).toBe(1);
  expect(workflows.begun).toHaveLength(20);
});

test('an event that another replica has put off is run when it is due, not when the next poll comes', async () => {
  const [sooner, later] = [newEvent(), newEvent()];
  await store(inbox.current, sooner, later);
  await dueIn(later.id, 500);
  await dueIn(sooner.id, 200);
  const workflows = new ScriptedWorkflows();
  start(inbox.current, workflows);
  await expect.poll(() => count(inbox.current, 'done')).toBe(2);
  expect(workflows.begun).toEqual([sooner.id, later.id]);
});

test('the event of a process that died is taken over when its lease runs out, not when the next poll comes', async () => {
  const event = await storeAndClaim(inbox.current);
  const workflows = new ScriptedWorkflows();
  await inbox.current.prisma.$executeRaw`
    UPDATE events SET lease_expires_at = now() + interval '300 milliseconds' WHERE id = ${event.id}::uuid`;
  start(inbox.current, workflows);
  await expect.poll(() => count(inbox.current, 'done')).toBe(1);
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ takeovers: 1 });
});

test('a due event that is in the hands of another transaction is looked at again, soon but not without end', async () => {
  const event = newEvent();
  await store(inbox.current, event);
  let looks = 0;
  const workflows = new ScriptedWorkflows();
  await inbox.current.prisma.$transaction(async (holder) => {
    await holder.$queryRaw`SELECT 1 FROM events WHERE id = ${event.id}::uuid FOR UPDATE`;
    const { prisma } = inbox.current;
    const watched = new Proxy(inbox.current, {
      get: (database, name) => {
        if (name === 'prisma') looks += 1;
        return name === 'prisma' ? prisma : Reflect.get(database, name);
      },
    });
    start(watched, workflows);
    await expect.poll(() => looks).toBeGreaterThan(8);
    const [before, from] = [looks, performance.now()];
    await expect.poll(() => looks).toBeGreaterThan(before + 8);
    expect((looks - before) / (performance.now() - from)).toBeLessThan(0.2);
  });
  await expect.poll(() => count(inbox.current, 'done')).toBe(1);
});

test('while the database refuses, a dispatcher looks no more often than it polls', async () => {
  const { prisma } = inbox.current;
  await prisma.$executeRaw`ALTER TABLE events RENAME TO away`;
  const told: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => told.push(line) });
  const dispatcher = start(inbox.current, new ScriptedWorkflows(), { log });
  await expect.poll(() => told.length).toBe(3);
  await prisma.$executeRaw`ALTER TABLE away RENAME TO events`;
  await store(inbox.current, newEvent());
  dispatcher.wake();
  await expect.poll(() => count(inbox.current, 'done')).toBe(1);
  expect(told).toHaveLength(3);
});
