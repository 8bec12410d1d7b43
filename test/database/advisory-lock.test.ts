import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withAdvisoryLock } from '../../src/database/advisory-lock.ts';
import { createPool } from '../../src/database/client.ts';
import { LockLost, LockNotAvailable } from '../../src/database/errors.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const silent = pino({ level: 'silent' });
const options = { waitMs: 10_000, holdMs: 10_000 };
let testDatabase: TestDatabase;
let pools: ReturnType<typeof createPool>[];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  pools = [createPool(testDatabase.url, 'locks', silent), createPool(testDatabase.url, 'locks', silent)];
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await testDatabase.drop();
});

const pool = (index: number) => {
  const found = pools[index % pools.length];
  if (found === undefined) throw new TypeError('no pools');
  return found;
};

/** Holds the lock until told to let go. */
async function hold(name: string, on = pool(0), more: Partial<Parameters<typeof withAdvisoryLock>[2]> = {}) {
  const held = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const done = withAdvisoryLock(on, name, { ...options, ...more }, async () => {
    held.resolve();
    await letGo.promise;
    return 'result';
  });
  await Promise.race([held.promise, done]);
  return { letGo: letGo.resolve, done };
}

/** The server processes that hold an advisory lock in this database. */
async function holders(): Promise<number[]> {
  const rows = await testDatabase.database.prisma.$queryRaw<{ pid: number }[]>`
    SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()`;
  return rows.map(({ pid }) => pid);
}

test('two holders of one name never overlap, in one pool or in two', async () => {
  let inside = 0;
  let most = 0;
  const runs = Array.from({ length: 24 }, (_, index) =>
    withAdvisoryLock(pool(index), 'overlap', options, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await delay(2);
      inside -= 1;
      return index;
    }),
  );
  expect(await Promise.all(runs)).toEqual(Array.from({ length: 24 }, (_, index) => index));
  expect(most).toBe(1);
});

test('different names do not wait for each other', async () => {
  const one = await hold('one');
  const other = await hold('other', pool(1), { waitMs: 1_000 });
  one.letGo();
  other.letGo();
  expect(await Promise.all([one.done, other.done])).toEqual(['result', 'result']);
});

test('waiters of one process take one connection', async () => {
  const holder = await hold('crowd', pool(0));
  const waiters = Array.from({ length: 30 }, () => withAdvisoryLock(pool(1), 'crowd', options, async () => {}));
  await expect.poll(() => pool(1).totalCount).toBe(1);
  holder.letGo();
  await Promise.all([holder.done, ...waiters]);
  expect(pool(1).totalCount).toBe(1);
});

test.each([
  ['of another process', 1],
  ['of this process', 0],
])('a lock held by a caller %s is not available when the wait is over', async (_, index) => {
  const holder = await hold('busy', pool(0));
  const waiting = withAdvisoryLock(pool(index), 'busy', { ...options, waitMs: 50 }, async () => 'never');
  await expect(waiting).rejects.toThrow(LockNotAvailable);
  await expect(waiting).rejects.toMatchObject({ code: 'lock_timeout', errorClass: 'transient' });
  holder.letGo();
  expect(await holder.done).toBe('result');
  expect(await withAdvisoryLock(pool(index), 'busy', options, async () => 'next')).toBe('next');
});

test.each([
  ['of another process', 1],
  ['of this process', 0],
])('an abort ends the waiting for a caller %s with its reason', async (_, index) => {
  const holder = await hold('aborted', pool(0));
  const reason = new Error('shutting down');
  const controller = new AbortController();
  const waiting = withAdvisoryLock(
    pool(index),
    'aborted',
    { ...options, signal: controller.signal },
    async () => 'never',
  );
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  holder.letGo();
  expect(await holder.done).toBe('result');
});

test('an error of the work is passed on and frees the lock', async () => {
  const failure = new Error('the CRM said no');
  const failed = withAdvisoryLock(pool(0), 'failing', options, () => Promise.reject(failure));
  await expect(failed).rejects.toBe(failure);
  expect(await holders()).toEqual([]);
  expect(pool(0).idleCount).toBe(pool(0).totalCount);
});

test('a holder whose session is ended loses the lock to the next, and is told', async () => {
  const losses: LockLost[] = [];
  const holder = await hold('ended', pool(0), { onLost: (error) => losses.push(error) });
  const [pid] = await holders();
  await testDatabase.database.prisma.$queryRaw`SELECT pg_terminate_backend(${pid}::int)`;
  expect(await withAdvisoryLock(pool(1), 'ended', options, async () => 'next')).toBe('next');
  expect(losses).toEqual([]);
  holder.letGo();
  expect(await holder.done).toBe('result');
  expect(losses).toEqual([expect.any(LockLost)]);
});

test('a holder that takes longer than it may loses the lock to the next, and a warning is given', async () => {
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  const holder = await hold('slow', pool(0), { holdMs: 20 });
  expect(await withAdvisoryLock(pool(1), 'slow', options, async () => 'next')).toBe('next');
  holder.letGo();
  expect(await holder.done).toBe('result');
  expect(await warned).toBeInstanceOf(LockLost);
});

test('a database that is away makes the lock not available', async () => {
  const away = createPool('postgresql://nobody:secret@127.0.0.1:1/none', 'locks', silent);
  const waiting = withAdvisoryLock(away, 'any', options, async () => 'never');
  await expect(waiting).rejects.toThrow(LockNotAvailable);
  await away.end();
});
