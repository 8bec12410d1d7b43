import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { boundedRead } from '../../src/database/bounded-read.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a database that says nothing holds nobody up, is asked only once meanwhile, and its late failure is told', async () => {
  const answers: PromiseWithResolvers<number>[] = [];
  const failures: unknown[] = [];
  const ask = boundedRead(
    () => {
      const answer = Promise.withResolvers<number>();
      answers.push(answer);
      return answer.promise;
    },
    3_000,
    (error) => failures.push(error),
  );
  const first = ask();
  const second = ask();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await Promise.all([first, second])).toEqual([null, null]);
  expect(answers).toHaveLength(1);

  answers[0]?.reject('gone');
  await vi.advanceTimersByTimeAsync(0);
  expect(failures).toEqual(['gone']);
  const third = ask();
  answers[1]?.resolve(7);
  expect(await third).toBe(7);
});
