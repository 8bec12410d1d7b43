import { type Expression, type Match, parseExpression } from './promql-parse.ts';

export type Labels = Readonly<Record<string, string>>;

/** A series as it is scraped: a value, or null for none, at each step from 0 on. */
export interface Series {
  readonly metric: string;
  readonly labels: Labels;
  readonly values: readonly (number | null)[];
}

/** One value of an instant vector. */
export interface Value {
  readonly labels: Labels;
  readonly value: number;
}

/** What an expression is at a moment, in seconds since the first scrape. `stepS`: between two scrapes. */
export function evaluate(text: string, series: readonly Series[], atS: number, stepS: number): readonly Value[] {
  const result = evaluated(parseExpression(text));
  if (typeof result === 'number') throw new TypeError(`${text} is a number and no vector`);
  return result;

  function evaluated(expression: Expression): readonly Value[] | number {
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'selector':
        return selected(expression).flatMap(({ labels, values }) => {
          const value = values[Math.floor(atS / stepS)] ?? null;
          return value === null ? [] : [{ labels, value }];
        });
      case 'call':
        return called(expression.name, expression.argument);
      case 'aggregate':
        return aggregated(expression.name, expression.by, vector(expression.argument));
      case 'binary':
        return combined(expression.operator, evaluated(expression.left), evaluated(expression.right));
    }
  }

  function vector(expression: Expression): readonly Value[] {
    const value = evaluated(expression);
    if (typeof value === 'number') throw new TypeError('A vector is expected here');
    return value;
  }

  function selected({ metric, matchers }: { readonly metric: string; readonly matchers: readonly Match[] }) {
    return series.filter((one) => one.metric === metric && matchers.every((match) => fits(match, one.labels)));
  }

  function called(name: 'rate' | 'increase' | 'absent', argument: Expression): readonly Value[] {
    if (name === 'absent') return vector(argument).length === 0 ? [{ labels: {}, value: 1 }] : [];
    if (argument.kind !== 'selector' || argument.rangeS === null) throw new TypeError(`${name} wants a range`);
    const { rangeS } = argument;
    return selected(argument).flatMap(({ labels, values }) => {
      const increase = increaseOf(values, atS, rangeS, stepS);
      return increase === null ? [] : [{ labels, value: name === 'rate' ? increase / rangeS : increase }];
    });
  }
}

function fits({ label, operator, value }: Match, labels: Labels): boolean {
  const found = labels[label] ?? '';
  const matches = operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(found) : found === value;
  return operator.startsWith('!') ? !matches : matches;
}

/** As Prometheus extrapolates: to the ends of the range where a scrape is due there, and never below 0. */
function increaseOf(values: readonly (number | null)[], atS: number, rangeS: number, stepS: number): number | null {
  const samples = values
    .map((value, index) => ({ value, s: index * stepS }))
    .filter((sample): sample is { value: number; s: number } => sample.value !== null)
    .filter(({ s }) => s > atS - rangeS && s <= atS);
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || samples.length < 2) return null;
  const resets = samples.slice(1).map(({ value }, index) => {
    const before = samples[index]?.value ?? 0;
    return value < before ? before : 0;
  });
  const grown = last.value - first.value + resets.reduce((all, reset) => all + reset, 0);
  const sampledS = last.s - first.s;
  const averageS = sampledS / (samples.length - 1);
  const threshold = averageS * 1.1;
  let startS = first.s - (atS - rangeS);
  if (startS >= threshold) startS = averageS / 2;
  if (grown > 0 && first.value >= 0) startS = Math.min(startS, sampledS * (first.value / grown));
  let endS = atS - last.s;
  if (endS >= threshold) endS = averageS / 2;
  return grown * ((sampledS + startS + endS) / sampledS);
}

function aggregated(name: 'sum' | 'max' | 'min', by: readonly string[], values: readonly Value[]): readonly Value[] {
  const groups = Map.groupBy(values, ({ labels }) => JSON.stringify(by.map((label) => labels[label] ?? '')));
  return [...groups.values()].map((group) => {
    const numbers = group.map(({ value }) => value);
    const labels = Object.fromEntries(by.map((label) => [label, group[0]?.labels[label] ?? '']));
    const value = name === 'sum' ? numbers.reduce((a, b) => a + b, 0) : Math[name](...numbers);
    return { labels, value };
  });
}

type Operand = readonly Value[] | number;

function combined(operator: 'and' | '>' | '<' | '==' | '/', left: Operand, right: Operand): readonly Value[] {
  if (typeof left === 'number') throw new TypeError('A number on the left is not known here');
  if (operator === 'and') return left.filter(({ labels }) => partner(labels, right) !== null);
  return left.flatMap(({ labels, value }) => {
    const other = typeof right === 'number' ? right : partner(labels, right);
    if (other === null) return [];
    if (operator === '/') return [{ labels, value: value / other }];
    const holds = operator === '>' ? value > other : operator === '<' ? value < other : value === other;
    return holds ? [{ labels, value }] : [];
  });
}

function partner(labels: Labels, right: Operand): number | null {
  if (typeof right === 'number') throw new TypeError('A number on the right is not known here');
  return right.find((other) => sameLabels(other.labels, labels))?.value ?? null;
}

function sameLabels(a: Labels, b: Labels): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
