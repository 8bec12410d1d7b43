import { expect, test } from 'vitest';
import { sql } from '../../src/database/client.ts';
import { OPTIONS, twoProcesses } from '../support/database/two-processes.ts';
import { startProgram } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const LOCK_USER = 'test/support/database/lock-user.ts';

test('processes that contend for one lock never have it together, have it in turn, and lose no wake-up', async () => {
  await using processes = await twoProcesses();
  const { prisma } = processes.database.database;
  await prisma.$executeRaw(sql`CREATE TABLE inside (pid int, alone bool DEFAULT true UNIQUE)`);
  await prisma.$executeRaw(sql`CREATE TABLE turns (seq serial, pid int, waited_ms float8)`);
  const args = [processes.database.url, 'contended'];
  const cwd = await temporaryFolder();
  const users = await Promise.all([1, 2, 3].map(() => startProgram(LOCK_USER, { args, cwd })));
  const ends = await Promise.all(users.map(({ ended }) => ended));
  expect(users.map((user) => user.output())).toEqual(['', '', '']);
  expect(ends).toEqual(users.map(() => ({ code: 0, signal: null })));

  const rows = await prisma.$queryRaw<{ turns: number; median: number }[]>(sql`
    SELECT count(*)::int AS turns, percentile_cont(0.5) WITHIN GROUP (ORDER BY waited_ms) AS median
    FROM turns GROUP BY pid`);
  expect(rows).toHaveLength(3);
  // They go on until the one that starts last has had its share as well.
  for (const { turns, median } of rows) {
    expect(turns).toBeGreaterThan(20);
    // Twelve wait, so each for eleven turns. A wake-up that is lost costs a poll of 200 ms each time.
    expect(median).toBeLessThan(1_000);
  }
});

test.each([
  ['is killed', 'SIGKILL'],
  ['sleeps', 'SIGSTOP'],
] as const)('a process that %s loses its locks to others', async (_, signal) => {
  await using processes = await twoProcesses();
  const args = [processes.database.url, 'abandoned', 'forever'];
  await using user = await startProgram(LOCK_USER, { args, cwd: await temporaryFolder() });
  await expect.poll(() => user.output()).toContain('has the lock');
  const waiting = processes.one.hold('abandoned', OPTIONS, async () => 'next');
  await expect.poll(() => processes.sessions()).toHaveLength(2);
  process.kill(user.pid, signal);
  expect(await waiting).toBe('next');

  if (signal === 'SIGSTOP') {
    process.kill(user.pid, 'SIGCONT');
    await expect.poll(() => user.output()).toContain('"msg":"lock lost"');
  }
});
