import type { Figure, Target } from '../part.ts';

/** The middle value; of an even number of values the mean of the two in the middle. Throws `RangeError` for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of nothing');
  return (lower + upper) / 2;
}

/** The value that a share (0 to 1) of the values does not exceed: the nearest rank. Throws `RangeError` for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('There is no percentile of nothing');
  return found;
}

/** Round by round how often the second goes into the first: what disturbs a whole round disturbs both. */
export function ratios(values: readonly number[], bases: readonly number[]): number[] {
  if (values.length !== bases.length) throw new RangeError('Both must have the same rounds');
  return values.map((value, round) => value / (bases[round] ?? Number.NaN));
}

/** A figure from the values of its rounds: their median, and how far they lie apart. */
export function figureOf(
  name: string,
  unit: string,
  rounds: readonly number[],
  more: Pick<Figure, 'target' | 'note'> = {},
): Figure {
  const spread = { least: Math.min(...rounds), most: Math.max(...rounds) };
  return { name, unit, value: median(rounds), ...(rounds.length > 1 ? { spread } : {}), ...more };
}

/** Whether the figure reaches its target; null where it has none. */
export function isMet({ value, target }: Figure): boolean | null {
  if (target === undefined) return null;
  return target.at === 'least' ? value >= target.value : value <= target.value;
}

export function atLeast(value: number): Target {
  return { at: 'least', value };
}

export function atMost(value: number): Target {
  return { at: 'most', value };
}
