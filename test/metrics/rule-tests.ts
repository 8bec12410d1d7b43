import { evaluate, type Labels, type Series } from './promql-evaluate.ts';

/** An alerting rule as Prometheus reads it. */
export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** An alert that fires, as `promtool test rules` compares it. */
export interface Fired {
  readonly exp_labels: Labels;
  readonly exp_annotations: Labels;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** A duration such as `25m`, in seconds. */
export function seconds(text: string): number {
  const [, count, unit = ''] = /^(\d+)([smh])$/.exec(text) ?? [];
  return Number(count) * (UNITS[unit] ?? Number.NaN);
}

/** A series in the notation of `promtool`: its name with labels, and values such as `0+10x30`, `1x4 _x10`. */
export function seriesOf({ series, values }: { readonly series: string; readonly values: string }): Series {
  const [, metric = '', inner = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(series) ?? [];
  const labels = [...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]);
  return { metric, labels: Object.fromEntries(labels), values: values.split(' ').flatMap(expanded) };
}

function expanded(term: string): (number | null)[] {
  const missing = /^_(?:x(\d+))?$/.exec(term);
  if (missing !== null) return Array(Number(missing[1] ?? 1)).fill(null);
  const [, start, step = '0', times] = /^(-?[\d.]+)(?:([+-][\d.]+))?(?:x(\d+))?$/.exec(term) ?? [];
  if (start === undefined) throw new SyntaxError(`${term} is no notation of values`);
  // `ax3` is a and three more.
  return Array.from({ length: Number(times ?? 0) + 1 }, (_, index) => Number(start) + index * Number(step));
}

/** The alerts of a rule that fire at a moment: its expression held at every evaluation for as long as the rule asks. */
export function firing(rule: Rule, series: readonly Series[], atS: number, stepS: number): Fired[] {
  const since = new Map<string, number>();
  let current: ReturnType<typeof evaluate> = [];
  for (let s = 0; s <= atS; s += stepS) {
    current = evaluate(rule.expr, series, s, stepS);
    const active = new Set(current.map(({ labels }) => JSON.stringify(labels)));
    for (const known of since.keys()) if (!active.has(known)) since.delete(known);
    for (const key of active) if (!since.has(key)) since.set(key, s);
  }
  const forS = rule.for === undefined ? 0 : seconds(rule.for);
  return current
    .filter(({ labels }) => atS - (since.get(JSON.stringify(labels)) ?? atS) >= forS)
    .map(({ labels, value }) => ({
      exp_labels: { ...labels, ...rule.labels },
      exp_annotations: Object.fromEntries(
        Object.entries(rule.annotations).map(([name, text]) => [name, rendered(text, labels, value)]),
      ),
    }));
}

function rendered(text: string, labels: Labels, value: number): string {
  return text.replace(/\{\{ *(\$value|\$labels\.(\w+))(?: *\| *(\w+))? *\}\}/g, (_, what, label, filter) => {
    if (what !== '$value') return labels[label] ?? '';
    if (filter === undefined) return String(value);
    const format = FORMATS[filter];
    if (format === undefined) throw new SyntaxError(`${filter} is no filter that is known here`);
    return format(value);
  });
}

// Four digits that count, without zeros at the end, as Go prints %.4g; for values from 0.0001 to 9999.
const short = (value: number) => String(Number(value.toPrecision(4)));

const FORMATS: Readonly<Record<string, (value: number) => string>> = {
  humanizePercentage: (value) => `${short(value * 100)}%`,
  humanize: (value) => {
    if (value < 1 || value >= 1000) throw new RangeError(`${value} would need a prefix, which is not known here`);
    return short(value);
  },
  humanizeDuration: (value) => {
    if (value < 60 || value >= 86_400) throw new RangeError(`${value} is written in another way`);
    const [h, m, s] = [Math.floor(value / 3600), Math.floor((value % 3600) / 60), Math.floor(value % 60)];
    return h > 0 ? `${h}h ${m}m ${s}s` : `${m}m ${s}s`;
  },
};
