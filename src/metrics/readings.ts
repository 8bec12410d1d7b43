import type { Registry } from 'prom-client';
import type { HistogramPoint, MetricLabels, MetricReading, NumberPoint } from '../domain/metric-readings.ts';

type Values = Awaited<ReturnType<Registry['getMetricsAsJSON']>>[number]['values'];

/** What the metrics of a registry stand at, by the names and labels that a scrape shows. Values that are no numbers are left out. */
export async function readRegistry(registry: Registry): Promise<MetricReading[]> {
  return (await registry.getMetricsAsJSON()).flatMap(({ name, help, type, values }): MetricReading[] => {
    // The types call it a number, and it is a word.
    const kind = String(type);
    if (kind === 'counter' || kind === 'gauge') return [{ name, help, kind, points: numbersOf(values) }];
    return kind === 'histogram' ? [{ name, help, kind, points: histogramsOf(name, values) }] : [];
  });
}

function numbersOf(values: Values): NumberPoint[] {
  return values.flatMap(({ labels, value }) => (Number.isFinite(value) ? [{ labels: labelsOf(labels), value }] : []));
}

interface Gathered {
  readonly labels: MetricLabels;
  /** The buckets but for the infinite one; each counts what lies in those before it, too. */
  readonly buckets: { readonly bound: number; readonly upTo: number }[];
  sum: number;
  count: number;
}

/** Prometheus' samples of histograms, put together by their series. */
function histogramsOf(name: string, values: Values): HistogramPoint[] {
  const series = new Map<string, Gathered>();
  for (const sample of values) {
    const { le, ...labels } = labelsOf(sample.labels);
    const key = JSON.stringify(labels);
    const gathered = series.get(key) ?? { labels, buckets: [], sum: 0, count: 0 };
    series.set(key, gathered);
    const part = 'metricName' in sample ? sample.metricName : null;
    if (part === `${name}_sum`) gathered.sum = sample.value;
    else if (part === `${name}_count`) gathered.count = sample.value;
    else if (le !== undefined && le !== '+Inf') gathered.buckets.push({ bound: Number(le), upTo: sample.value });
  }
  return [...series.values()].map(({ labels, buckets, sum, count }) => {
    const reached = [...buckets.map(({ upTo }) => upTo), count];
    return {
      labels,
      bounds: buckets.map(({ bound }) => bound),
      counts: reached.map((upTo, index) => upTo - (reached[index - 1] ?? 0)),
      sum,
      count,
    };
  });
}

function labelsOf(labels: Values[number]['labels']): MetricLabels {
  return Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, String(value)]));
}
