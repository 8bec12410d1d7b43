import { expect, test } from 'vitest';
import type { Figure } from '../../bench/part.ts';
import { type BenchReport, reportJson, reportText } from '../../bench/report/report.ts';
import { atLeast, atMost, figureOf, isMet, median, percentile, ratios } from '../../bench/report/statistics.ts';
import { boxStyle } from '../../lab/terminal.ts';

const REPORT: BenchReport = {
  startedAt: '2026-01-02T03:04:05.000Z',
  quick: true,
  machine: { node: 'v24.0.0', platform: 'linux-x64', cpu: 'A CPU', cores: 2, memoryGiB: 8, load: [0.5, 0.25, 0.1] },
  postgresql: '18.4',
  parts: [],
  faults: [],
};

function reportOf(figures: readonly Figure[], faults: readonly string[] = []): BenchReport {
  return { ...REPORT, parts: [{ name: 'intake', title: 'What is taken in', seconds: 12.3, figures }], faults };
}

const PLAIN = boxStyle({}, {});

test('the median is the value in the middle, or the mean of the two that are', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([1, 10, 2, 4])).toBe(3);
  expect(median([7])).toBe(7);
  expect(() => median([])).toThrow(RangeError);
});

test('a percentile is the value that so large a share does not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.95)).toBe(95);
  expect(percentile([3, 1, 2], 0.99)).toBe(3);
  expect(percentile([3, 1, 2], 0)).toBe(1);
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});

test('a ratio is taken round by round, so that a slow round of both weighs nothing', () => {
  // The second round was disturbed: half of everything.
  const found = ratios([200, 100, 300], [100, 50, 100]);
  expect(found).toEqual([2, 2, 3]);
  expect(figureOf('to the other', '×', found).value).toBe(2);
  expect(() => ratios([1, 2], [1])).toThrow(RangeError);
});

test('a figure is the median of its rounds and says how far they lie apart', () => {
  expect(figureOf('rate', 'webhooks/s', [30, 10, 20])).toEqual({
    name: 'rate',
    unit: 'webhooks/s',
    value: 20,
    spread: { least: 10, most: 30 },
  });
  expect(figureOf('rate', 'webhooks/s', [30])).toEqual({ name: 'rate', unit: 'webhooks/s', value: 30 });
});

test('a target is met by its own value and by what is better', () => {
  const figure = { name: 'figure', unit: 'ms' };
  expect([0.9, 1, 1.1].map((value) => isMet({ ...figure, value, target: atLeast(1) }))).toEqual([false, true, true]);
  expect([29, 30, 31].map((value) => isMet({ ...figure, value, target: atMost(30) }))).toEqual([true, true, false]);
  expect(isMet({ ...figure, value: 1 })).toBeNull();
  expect(isMet({ ...figure, value: Number.NaN, target: atMost(1) })).toBe(false);
});

test('the table shows each figure with its target and whether it is met, and names what was measured on', () => {
  const text = reportText(
    reportOf([
      figureOf('ratio', '×', [0.5, 0.4, 0.7], { target: atLeast(1) }),
      figureOf('p99', 'ms', [12.345], { target: atMost(30), note: 'under full load' }),
      figureOf('rate', 'webhooks/s', [1234.5]),
    ]),
    PLAIN,
  );
  const cells = text.split('\n').map((line) => line.split('│').map((cell) => cell.trim()));
  expect(cells).toContainEqual(['', 'ratio', '0.5', '0.4 … 0.7', '×', '≥ 1', 'NO', '']);
  expect(cells).toContainEqual(['', 'p99', '12.3', '', 'ms', '≤ 30', 'yes', '']);
  expect(cells).toContainEqual(['', 'rate', '1235', '', 'webhooks/s', '', '', '']);
  expect(text).toContain('p99: under full load');
  expect(text).toContain('A CPU, 2 cores, 8 GiB, linux-x64; load average at the start 0.5 0.25 0.1');
  expect(text).toContain('Node v24.0.0, PostgreSQL 18.4');
});

test('what was wrong stands under the table', () => {
  expect(reportText(reportOf([], ['intake: 3 webhooks were refused']), PLAIN)).toContain(
    'WRONG: intake: 3 webhooks were refused',
  );
});

test('the JSON holds every figure with whether its target is met', () => {
  const figures = [figureOf('ratio', '×', [0.5], { target: atLeast(1) }), figureOf('rate', 'webhooks/s', [7])];
  const document: unknown = JSON.parse(reportJson(reportOf(figures)));
  expect(document).toMatchObject({
    quick: true,
    machine: { cores: 2 },
    parts: [
      {
        name: 'intake',
        figures: [
          { name: 'ratio', value: 0.5, met: false },
          { name: 'rate', met: null },
        ],
      },
    ],
  });
});
