/** The labels of one series of a metric. */
export type MetricLabels = Readonly<Record<string, string>>;

/** What one series of a counter or a gauge stands at. */
export interface NumberPoint {
  readonly labels: MetricLabels;
  readonly value: number;
}

/** What one series of a histogram stands at. */
export interface HistogramPoint {
  readonly labels: MetricLabels;
  /** The upper bounds of its buckets, ascending and without the infinite one. */
  readonly bounds: readonly number[];
  /** What lies in each bucket alone; one more than bounds. */
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

/** One metric of the service as it stands at one moment, counted since the process began. */
export type MetricReading = { readonly name: string; readonly help: string } & (
  | { readonly kind: 'counter' | 'gauge'; readonly points: readonly NumberPoint[] }
  | { readonly kind: 'histogram'; readonly points: readonly HistogramPoint[] }
);
