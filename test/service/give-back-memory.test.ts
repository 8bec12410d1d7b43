import { afterEach, expect, test, vi } from 'vitest';
import { giveBackLater } from '../../src/service/give-back-memory.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('what only the start needed is collected once, when it is over', () => {
  vi.useFakeTimers();
  const gc = vi.fn();
  giveBackLater(gc);
  expect(gc).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(gc).toHaveBeenCalledTimes(1);
});

test('without a collector to ask nothing is awaited', () => {
  vi.useFakeTimers();
  giveBackLater(undefined);
  expect(vi.getTimerCount()).toBe(0);
});
