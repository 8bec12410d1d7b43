import { expect, test } from 'vitest';
import { createSlots } from '../../src/crm/slots.ts';

const never = new AbortController().signal;
const aborted = () => new Error('gave up');

/** Work in slots that ends when told to. */
function worked(limit: number) {
  const slots = createSlots(limit);
  const entered: string[] = [];
  return {
    entered,
    begin(name: string, signal = never) {
      const end = Promise.withResolvers<string>();
      const done = slots.run({ signal, aborted }, () => {
        entered.push(name);
        return end.promise;
      });
      return { done, end };
    },
  };
}

test('as many work as there are slots, then one for each that ends, in order', async () => {
  const { entered, begin } = worked(2);
  const works = ['a', 'b', 'c', 'd'].map((name) => begin(name));
  await expect.poll(() => entered).toEqual(['a', 'b']);
  works[0]?.end.resolve('a is done');
  expect(await works[0]?.done).toBe('a is done');
  await expect.poll(() => entered).toEqual(['a', 'b', 'c']);
  works[1]?.end.reject(new Error('b failed'));
  await expect(works[1]?.done).rejects.toThrow('b failed');
  await expect.poll(() => entered).toEqual(['a', 'b', 'c', 'd']);
  for (const { end } of works.slice(2)) end.resolve('done');
  await Promise.all(works.slice(2).map(({ done }) => done));
});

test('one who waits may give up, and the next has the slot', async () => {
  const { entered, begin } = worked(1);
  const first = begin('a');
  const stop = new AbortController();
  const impatient = begin('b', stop.signal);
  const patient = begin('c');
  stop.abort();
  await expect(impatient.done).rejects.toThrow('gave up');
  first.end.resolve('done');
  await expect.poll(() => entered).toEqual(['a', 'c']);
  patient.end.resolve('done');
  await Promise.all([first.done, patient.done]);
});

test('a signal that was aborted before gets no slot', async () => {
  const { entered, begin } = worked(1);
  await expect(begin('a', AbortSignal.abort()).done).rejects.toThrow('gave up');
  expect(entered).toEqual([]);
});

test('what is at work is not given up by the signal: that is its own to heed', async () => {
  const { entered, begin } = worked(1);
  const stop = new AbortController();
  const { done, end } = begin('a', stop.signal);
  await expect.poll(() => entered).toEqual(['a']);
  stop.abort();
  end.resolve('finished');
  expect(await done).toBe('finished');
});
