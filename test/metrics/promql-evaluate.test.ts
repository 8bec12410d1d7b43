import { describe, expect, test } from 'vitest';
import { evaluate, type Ranges } from '../support/metrics/promql/evaluate.ts';
import { NotInSubset, parsePromql } from '../support/metrics/promql/parse.ts';
import { readSeries } from '../support/metrics/promql/series.ts';
import { fillIn } from '../support/metrics/promql/template.ts';

const MINUTE = 60;

function valuesOf(expression: string, lines: readonly string[], at: number, ranges: Ranges = 'left-open') {
  const series = lines.map((line) => {
    const [name = '', ...values] = line.split(' ');
    return readSeries(name, values.join(' '), 5 * MINUTE);
  });
  return evaluate(parsePromql(expression), { series, at, ranges }).map(({ value }) => value);
}

describe.each(['left-open', 'closed'] as const)('an increase over a range that is %s', (ranges) => {
  // Of Prometheus' own promql/promqltest/testdata/functions.test.
  test.each([
    ['c 0+10x10', 100],
    ['c 10+10x10', 100],
  ])('of %s', (line, expected) => {
    const [value] = valuesOf('increase(c[50m])', [line], 50 * MINUTE, ranges);
    expect(value).toBeCloseTo(expected, 9);
    expect(valuesOf('rate(c[50m])', [line], 50 * MINUTE, ranges)[0]).toBeCloseTo(expected / 3_000, 9);
  });
});

test('a counter that starts again goes on from where it was', () => {
  expect(valuesOf('increase(c[50m])', ['c 0+10x5 0+10x5'], 50 * MINUTE, 'closed')).toEqual([90]);
});

test('one sample has no increase, and what was never scraped has no value', () => {
  expect(valuesOf('increase(c[5m])', ['c 7'], 0)).toEqual([]);
  expect(valuesOf('c', ['c 7'], 4 * MINUTE)).toEqual([7]);
  expect(valuesOf('c', ['c 7'], 6 * MINUTE)).toEqual([]);
  expect(valuesOf('absent(c)', ['c 7'], 6 * MINUTE)).toEqual([1]);
  expect(valuesOf('absent(c)', ['c 7'], 0)).toEqual([]);
});

test('and binds stronger than or, a comparison stronger than and, a division stronger than all', () => {
  const lines = ['a 6', 'b 3', 'c 0'];
  expect(valuesOf('a / b > 1 and c == 0 or b > 5', lines, 0)).toEqual([2]);
  expect(valuesOf('b > 5 or a / b == 2 and c > 0', lines, 0)).toEqual([]);
  expect(valuesOf('c == 0 or b > 5 and a > 7', lines, 0)).toEqual([0]);
});

test('matchers are whole and a label that is absent is empty', () => {
  const lines = ['c{status="401"} 1', 'c{status="202"} 2', 'c{status="1401"} 4', 'c 8'];
  expect(valuesOf('sum(c{status=~"4.."})', lines, 0)).toEqual([1]);
  expect(valuesOf('sum(c{status!~"4..",status!=""})', lines, 0)).toEqual([6]);
  expect(valuesOf('sum(c{status=""})', lines, 0)).toEqual([8]);
  expect(valuesOf('max by (status) (c)', lines, 0)).toEqual([1, 2, 4, 8]);
});

test.each([
  'avg(c)',
  'sum without (instance) (c)',
  'sum(c) by (instance)',
  'a - b',
  'a * 2',
  'a >= 1',
  'a != 1',
  'a unless b',
  'a == bool 1',
  'a / on (x) b',
  'a and on (x) b',
  'c offset 5m',
  'c @ 5',
  'rate(c[5m:1m])',
  'rate(c)',
  'c[5m]',
  '1',
  '1 < c',
  'a < b',
  'histogram_quantile(0.5, c)',
  'increase(sum(c)[5m])',
  'absent(c{status="1"})',
  '{status="1"}',
  'c{status="\\d"}',
  "c{status='1'}",
  'rate(c[5x])',
  'sum(c',
  'c) > 1',
  'c 1',
  '-c',
])('%s is refused and not guessed at', (expression) => {
  expect(() => valuesOf(expression, ['a 1', 'b 1', 'c 1 2 3'], 10 * MINUTE)).toThrow(NotInSubset);
});

test.each(['stale', '1+1', 'x3', '{{schema:1}}', '1e3', '1+1x'])('a sample %s is refused', (values) => {
  expect(() => readSeries('c', values, 60)).toThrow(NotInSubset);
});

test.each([
  ['{{ $value }} of {{ $labels.crm }}', 3, '3 of suitecrm'],
  ['{{ $value | humanizePercentage }}', 0.12345, '12.35%'],
  ['{{ $value | humanizeDuration }}', 93_784, '1d 2h 3m 4s'],
  ['{{ $value | humanizeDuration }}', 3_600, '1h 0m 0s'],
  ['{{ $value | humanize }}', 15.0000001, '15'],
])('%s of %d reads %s', (text, value, expected) => {
  expect(fillIn(text, { labels: { crm: 'suitecrm' }, value })).toBe(expected);
});

test.each([
  '{{ $value | title }}',
  '{{ $value | humanize | title }}',
  '{{ if $value }}x{{ end }}',
  '{{ $externalURL }}',
])('a template %s is refused', (text) => {
  expect(() => fillIn(text, { labels: {}, value: 5 })).toThrow(NotInSubset);
});
