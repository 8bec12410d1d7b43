import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { connectDatabase, type Database } from '../../src/database/open.ts';
import { newEvent, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { count, DONE, ScriptedWorkflows, silent, useDispatchers } from '../support/worker.ts';

const inbox = useTestInbox();
let second: Database | null = null;
afterEach(async () => {
  await second?.close();
});
const start = useDispatchers();

test('two processes share the work: each event runs once, and those of one key never at once', async () => {
  const keysOf = new Map<string, readonly string[]>();
  const events = Array.from({ length: 200 }, (_, index) =>
    newEvent({ keys: [`user:${index % 37}`, `email:${(index * 7) % 41}`] }),
  );
  for (const { id, keys } of events) keysOf.set(id, keys);
  await store(inbox.current, ...events);

  const busy = new Set<string>();
  const overlaps: string[] = [];
  const worker = () =>
    new ScriptedWorkflows(async ({ id }) => {
      const keys = keysOf.get(id) ?? [];
      overlaps.push(...keys.filter((key) => busy.has(key)));
      for (const key of keys) busy.add(key);
      await turn();
      for (const key of keys) busy.delete(key);
      return DONE;
    });
  const workers = [worker(), worker()] as const;
  second = connectDatabase(inbox.url, silent);
  start(inbox.current, workers[0], { pollMs: 10 });
  start(second, workers[1], { pollMs: 10 });

  await expect.poll(() => count(inbox.current, 'done'), { timeout: 15_000 }).toBe(200);
  expect(overlaps).toEqual([]);
  expect([...workers[0].begun, ...workers[1].begun].toSorted()).toEqual([...keysOf.keys()].toSorted());
  for (const { begun } of workers) expect(begun.length).toBeGreaterThan(0);
});
