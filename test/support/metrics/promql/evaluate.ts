import type { Matcher } from '../promql.ts';
import { type Aggregate, type Expression, NotInSubset, type Operator } from './parse.ts';

export type Labels = Readonly<Record<string, string>>;

/** A series as it was scraped, `__name__` among its labels. Times in seconds. */
export interface Series {
  readonly labels: Labels;
  readonly samples: readonly { readonly at: number; readonly value: number }[];
}

/** What an expression comes to at one moment. */
export interface Element {
  readonly labels: Labels;
  readonly value: number;
}

/** Since Prometheus 3 a range leaves out the sample at its very beginning; before, it took it in. */
export type Ranges = 'left-open' | 'closed';

export interface Moment {
  readonly series: readonly Series[];
  readonly at: number;
  readonly ranges: Ranges;
}

/** How long a sample stands for what comes after it, in seconds. */
const LOOKBACK_S = 300;

/** The vector of an expression at a moment. @throws NotInSubset */
export function evaluate(expression: Expression, moment: Moment): Element[] {
  switch (expression.is) {
    case 'number':
      throw new NotInSubset('A number alone is no vector');
    case 'selector':
      return instant(expression, moment);
    case 'aggregate':
      return aggregate(expression.name, expression.by, evaluate(expression.argument, moment));
    case 'call':
      return expression.name === 'absent'
        ? absent(expression.argument, moment)
        : extrapolated(expression.name, expression.argument, moment);
    case 'binary':
      return binary(expression.operator, expression, moment);
  }
}

type Selector = Extract<Expression, { is: 'selector' }>;

function select({ metric, matchers }: Selector, { series }: Moment): Series[] {
  return series.filter(
    ({ labels }) => labels.__name__ === metric && matchers.every((matcher) => matches(matcher, labels)),
  );
}

function matches({ label, operator, value }: Matcher, labels: Labels): boolean {
  const found = labels[label] ?? '';
  const same = operator === '=' || operator === '!=' ? found === value : new RegExp(`^(?:${value})$`).test(found);
  return operator === '=' || operator === '=~' ? same : !same;
}

function instant(selector: Selector, moment: Moment): Element[] {
  if (selector.rangeS > 0) throw new NotInSubset('A range stands where a vector is known');
  return select(selector, moment).flatMap(({ labels, samples }) => {
    const last = samples.findLast(({ at }) => at <= moment.at);
    return last === undefined || moment.at - last.at >= LOOKBACK_S ? [] : [{ labels, value: last.value }];
  });
}

function absent(argument: Expression, moment: Moment): Element[] {
  // With matchers the answer would have labels.
  if (argument.is !== 'selector' || argument.matchers.length > 0)
    throw new NotInSubset('absent takes a bare name here');
  return instant(argument, moment).length > 0 ? [] : [{ labels: {}, value: 1 }];
}

/** `extrapolatedRate` of Prometheus' promql/functions.go, for counters. */
function extrapolated(name: 'rate' | 'increase', argument: Expression, moment: Moment): Element[] {
  if (argument.is !== 'selector' || argument.rangeS === 0) throw new NotInSubset(`${name} takes a range`);
  const { rangeS } = argument;
  const start = moment.at - rangeS;
  return select(argument, moment).flatMap(({ labels, samples }) => {
    const inside = samples.filter(
      ({ at }) => at <= moment.at && (moment.ranges === 'left-open' ? at > start : at >= start),
    );
    const [first, last] = [inside[0], inside.at(-1)];
    if (first === undefined || last === undefined || inside.length < 2) return [];
    const resets = inside.reduce((sum, { value }, index) => {
      const before = inside[index - 1];
      return before !== undefined && value < before.value ? sum + before.value : sum;
    }, 0);
    const grown = last.value - first.value + resets;
    const sampledS = last.at - first.at;
    const meanGapS = sampledS / (inside.length - 1);
    const bounded = (gapS: number) => (gapS >= meanGapS * 1.1 ? meanGapS / 2 : gapS);
    // A counter is never below zero: the series began no earlier than that.
    const toZeroS = grown > 0 && first.value >= 0 ? sampledS * (first.value / grown) : Number.POSITIVE_INFINITY;
    const beforeS = Math.min(bounded(first.at - start), toZeroS);
    const value = grown * ((sampledS + beforeS + bounded(moment.at - last.at)) / sampledS);
    return [{ labels: nameless(labels), value: name === 'rate' ? value / rangeS : value }];
  });
}

function aggregate(name: Aggregate, by: readonly string[], elements: readonly Element[]): Element[] {
  const groups = new Map<string, { labels: Labels; values: number[] }>();
  for (const { labels, value } of elements) {
    const kept = Object.fromEntries(by.flatMap((label) => (labels[label] ? [[label, labels[label]]] : [])));
    const group = groups.get(keyOf(kept)) ?? { labels: kept, values: [] };
    group.values.push(value);
    groups.set(keyOf(kept), group);
  }
  return [...groups.values()].map(({ labels, values }) => ({ labels, value: COMBINED[name](values) }));
}

const COMBINED: Readonly<Record<Aggregate, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
};

type Sides = Pick<Extract<Expression, { is: 'binary' }>, 'left' | 'right'>;

function binary(operator: Operator, sides: Sides, moment: Moment): Element[] {
  const left = evaluate(sides.left, moment);
  if (operator === 'and' || operator === 'or') {
    const right = evaluate(sides.right, moment);
    const [leftKeys, rightKeys] = [left, right].map((side) => new Set(side.map(({ labels }) => keyOf(labels))));
    if (operator === 'and') return left.filter(({ labels }) => rightKeys?.has(keyOf(labels)));
    return [...left, ...right.filter(({ labels }) => !leftKeys?.has(keyOf(labels)))];
  }
  if (operator !== '/') {
    if (sides.right.is !== 'number') throw new NotInSubset(`${operator} takes a number on its right here`);
    const bound = sides.right.value;
    return left.filter(({ value }) => COMPARED[operator](value, bound));
  }
  const right = new Map(evaluate(sides.right, moment).map(({ labels, value }) => [keyOf(labels), value]));
  if (right.size > 0 && new Set(left.map(({ labels }) => keyOf(labels))).size < left.length)
    throw new NotInSubset('Several series on one side stand for one on the other');
  return left.flatMap(({ labels, value }) => {
    const divisor = right.get(keyOf(labels));
    return divisor === undefined ? [] : [{ labels: nameless(labels), value: value / divisor }];
  });
}

const COMPARED = {
  '==': (left: number, right: number) => left === right,
  '>': (left: number, right: number) => left > right,
  '<': (left: number, right: number) => left < right,
} as const;

export function nameless({ __name__: _, ...labels }: Labels): Labels {
  return labels;
}

/** Equal for vectors' elements that match each other: the name does not count. */
function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(nameless(labels)).sort(([one], [other]) => (one < other ? -1 : 1)));
}
