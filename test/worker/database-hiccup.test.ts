import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { newEvent, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { count, DONE, ScriptedWorkflows, silent, useDispatchers } from '../support/worker.ts';

const inbox = useTestInbox();
const start = useDispatchers();
const FAST = { leaseMs: 300, pollMs: 20, retry: { maxAttempts: 1_000, baseMs: 1, maxMs: 20 } };

/** Ends every connection to this test's database but the one that asks. */
async function cutConnections(): Promise<void> {
  await inbox.current.prisma.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
}

test('connections that break while events run cost time and nothing else', async () => {
  await store(inbox.current, ...Array.from({ length: 60 }, (_, index) => newEvent({ keys: [`k${index % 20}`] })));
  const workflows = new ScriptedWorkflows(async () => {
    await delay(2);
    return DONE;
  });
  start(inbox.current, workflows, FAST);
  for (const done of [5, 20, 35]) {
    await expect.poll(() => count(inbox.current, 'done').catch(() => 0), { interval: 5 }).toBeGreaterThan(done);
    await cutConnections().catch(() => {});
  }
  await expect.poll(() => count(inbox.current, 'done').catch(() => 0), { timeout: 15_000 }).toBe(60);
  expect(await inbox.current.prisma.eventKey.count()).toBe(0);
});

test('a dispatcher goes on when the inbox could not be read for a while', async () => {
  const { prisma } = inbox.current;
  const workflows = new ScriptedWorkflows();
  await prisma.$executeRaw`ALTER TABLE events RENAME TO away`;
  let failures = 0;
  const log = silent.child({});
  log.warn = () => {
    failures += 1;
  };
  start(inbox.current, workflows, { ...FAST, log });
  await expect.poll(() => failures).toBeGreaterThan(3);
  await prisma.$executeRaw`ALTER TABLE away RENAME TO events`;
  await store(inbox.current, newEvent());
  await expect.poll(() => count(inbox.current, 'done')).toBe(1);
});
