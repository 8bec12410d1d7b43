import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LockLost, LockNotAvailable } from '../../../src/database/errors.ts';
import { Locks } from '../../../src/database/locks/locks.ts';
import { hold, OPTIONS, type TwoProcesses, twoProcesses } from '../../support/database/two-processes.ts';

let processes: TwoProcesses;
beforeAll(async () => {
  processes = await twoProcesses();
});
afterAll(() => processes[Symbol.asyncDispose]());

const locks = (index: number) => (index % 2 === 0 ? processes.one : processes.other);

test('two holders of one name never overlap, in one process or in two', async () => {
  let inside = 0;
  let most = 0;
  const runs = Array.from({ length: 24 }, (_, index) =>
    locks(index).hold('overlap', OPTIONS, async () => {
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

test('callers of one process have their turn in the order in which they came', async () => {
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      processes.one.hold('order', OPTIONS, async () => {
        order.push(index);
      }),
    ),
  );
  expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('who is next is told once, while the one before it still works', async () => {
  const told: string[] = [];
  const holder = await hold(processes.one, 'next');
  const waiting = ['second', 'third'].map((name) =>
    processes.one.hold('next', { ...OPTIONS, onNext: () => told.push(`${name} is next`) }, async () => {
      told.push(`${name} works`);
    }),
  );
  holder.letGo();
  await Promise.all([holder.done, ...waiting]);
  expect(told).toEqual(['third is next', 'second works', 'third works']);
});

test('different names do not wait for each other', async () => {
  const one = await hold(locks(0), 'one');
  const other = await hold(locks(1), 'other', { waitMs: 1_000 });
  const third = await hold(locks(0), 'third', { waitMs: 1_000 });
  for (const holder of [one, other, third]) holder.letGo();
  expect(await Promise.all([one.done, other.done, third.done])).toEqual(['result', 'result', 'result']);
});

test.each([
  ['of another process', 1, 'another process holds it'],
  ['of this process', 0, 'another call of this process holds it'],
])('a lock held by a caller %s is not available when the wait is over', async (_, index, inTheWay) => {
  const holder = await hold(locks(0), 'busy');
  const waiting = locks(index).hold('busy', { ...OPTIONS, waitMs: 50 }, async () => 'never');
  await expect(waiting).rejects.toThrow(LockNotAvailable);
  await expect(waiting).rejects.toMatchObject({
    message: `The lock "busy" was not to be had in 50 ms: ${inTheWay}`,
    code: 'lock_timeout',
    errorClass: 'transient',
  });
  holder.letGo();
  expect(await holder.done).toBe('result');
  expect(await locks(index).hold('busy', OPTIONS, async () => 'next')).toBe('next');
});

test.each([
  ['of another process', 1],
  ['of this process', 0],
])('an abort ends the waiting for a caller %s with its reason', async (_, index) => {
  const holder = await hold(locks(0), 'aborted');
  const reason = new Error('shutting down');
  const controller = new AbortController();
  const waiting = locks(index).hold('aborted', { ...OPTIONS, signal: controller.signal }, async () => 'never');
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  const late = locks(index).hold('aborted', { ...OPTIONS, signal: controller.signal }, async () => 'never');
  await expect(late).rejects.toBe(reason);
  holder.letGo();
  expect(await holder.done).toBe('result');
});

test('an abort does not touch the work under the lock', async () => {
  const controller = new AbortController();
  const holder = await hold(locks(0), 'under way', { signal: controller.signal });
  controller.abort(new Error('shutting down'));
  holder.letGo();
  expect(await holder.done).toBe('result');
});

test('an error of the work is passed on and frees the lock', async () => {
  const failure = new Error('the CRM said no');
  await expect(locks(0).hold('failing', OPTIONS, () => Promise.reject(failure))).rejects.toBe(failure);
  await expect.poll(() => processes.sessions()).toEqual([]);
  expect(await locks(1).hold('failing', OPTIONS, async () => 'next')).toBe('next');
});

test('nothing is left in the database of those who waited in vain', async () => {
  const holder = await hold(locks(0), 'left');
  const controller = new AbortController();
  const waiting = locks(1).hold('left', { ...OPTIONS, signal: controller.signal }, async () => 'never');
  await expect.poll(() => processes.sessions()).toHaveLength(2);
  controller.abort(new Error('shutting down'));
  await expect(waiting).rejects.toThrow('shutting down');
  await expect.poll(() => processes.sessions()).toHaveLength(1);
  holder.letGo();
  await holder.done;
  await expect.poll(() => processes.sessions()).toEqual([]);
});

test('a database that is away makes the lock not available when the wait is over', async () => {
  const away = new Locks('postgresql://nobody:secret@127.0.0.1:1/none', { log: pino({ level: 'silent' }) });
  const waiting = away.hold('any', { ...OPTIONS, waitMs: 300 }, async () => 'never');
  await expect(waiting).rejects.toThrow(LockNotAvailable);
  await expect(waiting).rejects.toThrow(/in 300 ms: PostgreSQL at 127\.0\.0\.1:1, database none, cannot be reached/);
  await away.close();
});

test('closing refuses those who wait, tells those who hold, and leaves nothing open', async () => {
  await using other = await twoProcesses();
  const losses: LockLost[] = [];
  const holder = await hold(other.one, 'closed', { onLost: (error) => losses.push(error) });
  const waiting = other.one.hold('closed', OPTIONS, async () => 'never');
  const elsewhere = other.other.hold('closed', OPTIONS, async () => 'next');
  const refused = expect(waiting).rejects.toThrow(/not to be had in 10000 ms: the locks were closed/);
  await other.one.close();
  await refused;
  expect(losses).toEqual([expect.any(LockLost)]);
  expect(await elsewhere).toBe('next');
  holder.letGo();
  expect(await holder.done).toBe('result');
  await expect(other.one.hold('closed', OPTIONS, async () => 'never')).rejects.toThrow(LockNotAvailable);
});
