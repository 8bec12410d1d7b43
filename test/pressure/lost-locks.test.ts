import { afterEach, beforeEach, expect, test } from 'vitest';
import { LockLost } from '../../src/database/errors.ts';
import { Locks } from '../../src/database/locks/locks.ts';
import { connectDatabase } from '../../src/database/open.ts';
import { hold, OPTIONS, type TwoProcesses, twoProcesses } from '../support/database/two-processes.ts';
import { keepLines } from '../support/log-lines.ts';

let processes: TwoProcesses;
beforeEach(async () => {
  processes = await twoProcesses();
});
afterEach(() => processes[Symbol.asyncDispose]());

test('all holders of a session that is ended are told at once, and others have the locks', async () => {
  const losses: LockLost[] = [];
  const names = Array.from({ length: 100 }, (_, index) => `ended ${index}`);
  const holders = await Promise.all(
    names.map((name) => hold(processes.one, name, { onLost: (error) => losses.push(error) })),
  );
  await processes.endSessions();
  await expect.poll(() => losses.length).toBe(100);
  expect(losses[0]).toMatchObject({
    name: 'LockLost',
    message: expect.stringMatching(/^The lock "ended \d+" was lost while it was held: terminating connection/),
    errorClass: 'transient',
  });
  expect(await Promise.all(names.map((name) => processes.other.hold(name, OPTIONS, async () => 'next')))).toEqual(
    names.map(() => 'next'),
  );
  for (const { letGo } of holders) letGo();
  expect(await Promise.all(holders.map(({ done }) => done))).toEqual(names.map(() => 'result'));
  expect(losses).toHaveLength(100);
});

test('those who waited in a session that is ended go on waiting in the next', async () => {
  const holder = await hold(processes.other, 'ended');
  const waiting = processes.one.hold('ended', OPTIONS, async () => 'next');
  await expect.poll(() => processes.sessions()).toHaveLength(2);
  await processes.endSessions();
  expect(await waiting).toBe('next');
  holder.letGo();
  await holder.done;
});

test('a holder that takes longer than it may loses its lock alone', async () => {
  const losses: LockLost[] = [];
  const onLost = (error: LockLost) => losses.push(error);
  const quick = await hold(processes.one, 'quick', { onLost });
  const slow = await hold(processes.one, 'slow', { holdMs: 20, onLost });
  expect(await processes.other.hold('slow', OPTIONS, async () => 'next')).toBe('next');
  expect(losses).toEqual([expect.any(LockLost)]);
  expect(losses[0]?.message).toBe('The lock "slow" was lost while it was held: the work took longer than 20 ms');
  slow.letGo();
  quick.letGo();
  expect(await Promise.all([slow.done, quick.done])).toEqual(['result', 'result']);
  expect(losses).toHaveLength(1);
});

test('a holder in a session with a short life keeps its lock by a sign of life', async () => {
  const losses: LockLost[] = [];
  const aliveMs = 800;
  const holder = await hold(processes.one, 'kept', { aliveMs, onLost: (error) => losses.push(error) });
  const waiting = processes.other.hold('kept', { ...OPTIONS, waitMs: 3 * aliveMs }, async () => 'never');
  await expect(waiting).rejects.toMatchObject({ code: 'lock_timeout' });
  expect(losses).toEqual([]);
  holder.letGo();
  await holder.done;
});

test('a loss is told to the log and to whoever opened the database', async () => {
  const { log, lines } = keepLines();
  const losses: LockLost[] = [];
  const database = connectDatabase(processes.database.url, log, { onLockLost: (error) => losses.push(error) });
  try {
    const holder = await hold(database.locks, 'told', { holdMs: 20 });
    await expect.poll(() => losses).toEqual([expect.any(LockLost)]);
    expect(lines).toMatchObject([{ level: 40, msg: 'lock lost', lock: 'told', err: { code: 'lock_lost' } }]);
    holder.letGo();
    await holder.done;
  } finally {
    await database.close();
  }
});

test('an outage of the database is waited out', async () => {
  const { log, lines } = keepLines();
  const { database } = processes.database;
  const role = `late_${new URL(processes.database.url).pathname.slice(1).replaceAll('-', '_')}`;
  const url = new URL(processes.database.url);
  [url.username, url.password] = [role, 'secret'];
  const locks = new Locks(url.href, { log });
  const waiting = locks.hold('late', OPTIONS, async () => 'here');
  await expect.poll(() => lines.length).toBeGreaterThan(1);
  await database.prisma.$executeRawUnsafe(`CREATE ROLE "${role}" LOGIN PASSWORD 'secret'`);
  try {
    expect(await waiting).toBe('here');
  } finally {
    await locks.close();
    await database.prisma.$executeRawUnsafe(`DROP ROLE "${role}"`);
  }
  expect(lines[0]).toMatchObject({ level: 40, msg: 'the session of the locks broke', retryMs: 100 });
});
