import type { Series } from './evaluate.ts';
import { NotInSubset } from './parse.ts';

const NAME = /^([a-zA-Z_]\w*)(?:\{(.*)\})?$/;
const LABEL = /^\s*([a-zA-Z_]\w*)="([^"\\]*)"\s*$/;
const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const CONSTANT = new RegExp(`^(${NUMBER})(?:x(\\d+))?$`);
const STEPS = new RegExp(`^(${NUMBER})([+-])(\\d+(?:\\.\\d+)?)x(\\d+)$`);

/**
 * A series of a promtool rule test: `1 2 _ 3x4 0+5x10`, one sample each interval, from time 0 on; `axn` and `a+bxn` are n + 1
 * samples, `_xn` are n gaps.
 *
 * @throws NotInSubset for what else promtool takes
 */
export function readSeries(series: string, values: string, intervalS: number): Series {
  const [, name, labels = ''] = NAME.exec(series) ?? [];
  if (name === undefined) throw new NotInSubset(`${series} is no series that is known here`);
  const pairs = labels === '' ? [] : labels.split(',').map((text) => readLabel(text));
  return {
    labels: { __name__: name, ...Object.fromEntries(pairs) },
    samples: values
      .trim()
      .split(/\s+/)
      .flatMap((text) => expand(text))
      .flatMap((value, index) => (value === null ? [] : [{ at: index * intervalS, value }])),
  };
}

function readLabel(text: string): readonly [string, string] {
  const [, label, value] = LABEL.exec(text) ?? [];
  if (label === undefined || value === undefined) throw new NotInSubset(`${text} is no label that is known here`);
  return [label, value];
}

function expand(text: string): (number | null)[] {
  const gaps = /^_(?:x(\d+))?$/.exec(text);
  if (gaps !== null) return Array.from({ length: Number(gaps[1] ?? 1) }, () => null);
  const constant = CONSTANT.exec(text);
  if (constant !== null) return Array.from({ length: Number(constant[2] ?? 0) + 1 }, () => Number(constant[1]));
  const [, first, sign, step, times] = STEPS.exec(text) ?? [];
  if (times === undefined) throw new NotInSubset(`${text} is no value that is known here`);
  const by = sign === '-' ? -Number(step) : Number(step);
  return Array.from({ length: Number(times) + 1 }, (_, index) => Number(first) + index * by);
}
