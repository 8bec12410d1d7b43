import type { Element } from './evaluate.ts';
import { NotInSubset } from './parse.ts';

/** Fills an annotation in as Prometheus does. @throws NotInSubset for what else its templates can do */
export function fillIn(text: string, { labels, value }: Element): string {
  return text.replaceAll(/\{\{(.*?)\}\}/g, (_, inner: string) => {
    const words = inner.trim();
    const label = /^\$labels\.(\w+)$/.exec(words)?.[1];
    if (label !== undefined) return labels[label] ?? '';
    const [subject, filter, ...more] = words.split('|').map((word) => word.trim());
    const format = filter === undefined ? plain : FORMATS[filter];
    if (subject !== '$value' || format === undefined || more.length > 0)
      throw new NotInSubset(`{{${inner}}} is not known here`);
    return format(value);
  });
}

// As template/template.go of Prometheus formats them.
const FORMATS: Readonly<Record<string, (value: number) => string>> = {
  humanizePercentage: (value) => `${fourDigits(value * 100)}%`,
  humanizeDuration(value) {
    if (value < 60) throw new NotInSubset('A duration under a minute');
    const seconds = Math.floor(value);
    const parts = [
      [Math.floor(seconds / 86_400), 'd'],
      [Math.floor(seconds / 3_600) % 24, 'h'],
      [Math.floor(seconds / 60) % 60, 'm'],
      [seconds % 60, 's'],
    ] as const;
    const first = parts.findIndex(([count]) => count > 0);
    return parts
      .slice(first)
      .map(([count, unit]) => `${count}${unit}`)
      .join(' ');
  },
  humanize(value) {
    if (value < 1 || value >= 1_000) throw new NotInSubset('A number that takes a prefix');
    return fourDigits(value);
  },
};

function plain(value: number): string {
  // From here on Go writes an exponent.
  if (Math.abs(value) >= 1e21 || (value !== 0 && Math.abs(value) < 1e-4)) throw new NotInSubset('An exponent');
  return String(value);
}

/** `%.4g` where it needs no exponent. */
function fourDigits(value: number): string {
  if (value !== 0 && (Math.abs(value) >= 10_000 || Math.abs(value) < 1e-4)) throw new NotInSubset('An exponent');
  return String(Number(value.toPrecision(4)));
}
