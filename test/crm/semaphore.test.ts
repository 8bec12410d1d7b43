import { describe, expect, test } from 'vitest';
import { createSemaphore } from '../../src/crm/semaphore.ts';

const never = new AbortController().signal;
const aborted = () => new Error('gave up');

describe('a semaphore', () => {
  test('lets in as many as it has slots, then one for each that leaves, in order', async () => {
    const slots = createSemaphore(2);
    const entered: string[] = [];
    const enter = async (name: string) => {
      const release = await slots.acquire(never, aborted);
      entered.push(name);
      return release;
    };
    const first = await enter('a');
    const second = await enter('b');
    const third = enter('c');
    const fourth = enter('d');
    expect(entered).toEqual(['a', 'b']);
    first();
    await third;
    expect(entered).toEqual(['a', 'b', 'c']);
    second();
    await fourth;
    expect(entered).toEqual(['a', 'b', 'c', 'd']);
  });

  test('gives one slot for two releases of the same holder', async () => {
    const slots = createSemaphore(1);
    const release = await slots.acquire(never, aborted);
    release();
    release();
    await slots.acquire(never, aborted);
    const stop = new AbortController();
    const waiting = slots.acquire(stop.signal, aborted);
    stop.abort();
    await expect(waiting).rejects.toThrow('gave up');
  });

  test('lets one who waits give up without losing the slot for the next', async () => {
    const slots = createSemaphore(1);
    const release = await slots.acquire(never, aborted);
    const stop = new AbortController();
    const impatient = slots.acquire(stop.signal, aborted);
    const patient = slots.acquire(never, aborted);
    stop.abort();
    await expect(impatient).rejects.toThrow('gave up');
    release();
    await expect(patient).resolves.toBeTypeOf('function');
  });

  test('lets nobody in whose signal has aborted already', async () => {
    const slots = createSemaphore(1);
    await expect(slots.acquire(AbortSignal.abort(), aborted)).rejects.toThrow('gave up');
    await expect(slots.acquire(never, aborted)).resolves.toBeTypeOf('function');
  });
});
