import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from '../../src/database/client.ts';
import { OPTIONS, type TwoProcesses, twoProcesses } from '../support/database/two-processes.ts';

let processes: TwoProcesses;
beforeEach(async () => {
  processes = await twoProcesses();
});
afterEach(() => processes[Symbol.asyncDispose]());

/** The connections to the database beside the test's own. */
async function connections(): Promise<number> {
  const rows = await processes.database.database.prisma.$queryRaw<{ count: number }[]>(sql`
    SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%advisory%' AND pid <> pg_backend_pid()`);
  return rows[0]?.count ?? 0;
}

test('hundreds of names are held at once on one connection', async () => {
  const all = Promise.withResolvers<void>();
  let inside = 0;
  const runs = Array.from({ length: 400 }, (_, index) =>
    processes.one.hold(`product ${index}`, OPTIONS, async () => {
      inside += 1;
      if (inside === 400) all.resolve();
      await all.promise;
    }),
  );
  await all.promise;
  expect(await connections()).toBe(1);
  await Promise.all(runs);
  await expect.poll(() => processes.sessions()).toEqual([]);
});

test('hundreds of names that two processes want at once come to each of them', async () => {
  const inside = new Set<string>();
  const runs = [processes.one, processes.other].flatMap((locks) =>
    Array.from({ length: 200 }, (_, index) =>
      locks.hold(`product ${index}`, OPTIONS, async () => {
        expect(inside).not.toContain(`${index}`);
        inside.add(`${index}`);
        await delay(1);
        inside.delete(`${index}`);
      }),
    ),
  );
  await Promise.all(runs);
  expect(await connections()).toBe(2);
});

test('hundreds wait for one name, each until its own time is over', async () => {
  const [inside, holder] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const held = processes.other.hold('invoice', OPTIONS, () => {
    inside.resolve();
    return holder.promise;
  });
  await inside.promise;
  const patient = Array.from({ length: 200 }, (_, index) => processes.one.hold('invoice', OPTIONS, async () => index));
  const hasty = Array.from({ length: 200 }, () =>
    processes.one.hold('invoice', { ...OPTIONS, waitMs: 30 }, async () => 'never'),
  );
  const outcomes = await Promise.allSettled(hasty);
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(200);
  holder.resolve();
  await held;
  expect(await Promise.all(patient)).toEqual(Array.from({ length: 200 }, (_, index) => index));
});

test('whoever asks when the last answer was just read is not left behind', async () => {
  for (let ticks = 0; ticks < 30; ticks += 1) {
    await processes.one.hold('first', OPTIONS, async () => {
      for (let tick = 0; tick < ticks; tick += 1) await null;
      await processes.one.hold(`second ${ticks}`, { ...OPTIONS, waitMs: 2_000 }, async () => {});
    });
  }
});

test('three processes that want one lock all the time have it in turn', async () => {
  await using third = await twoProcesses(processes.database);
  const turns: string[] = [];
  let over = false;
  const count = (name: string) => turns.filter((turn) => turn === name).length;
  const play = async (name: string, locks = processes.one) => {
    while (!over) {
      await locks.hold('turn', OPTIONS, async () => {
        turns.push(name);
        await delay(1);
      });
      over = ['one', 'other', 'third'].every((each) => count(each) > 20);
    }
  };
  // The first has a line of its own; the others come back at once, but are alone.
  await Promise.all([
    ...Array.from({ length: 8 }, () => play('one')),
    play('other', processes.other),
    play('third', third.one),
  ]);
  for (const name of ['one', 'other', 'third']) expect(count(name)).toBeGreaterThan(20);
});
