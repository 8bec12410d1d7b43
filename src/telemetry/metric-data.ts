import { type HrTime, ValueType } from '@opentelemetry/api';
import { AggregationTemporality, type DataPoint, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import type { MetricLabels, MetricReading } from '../domain/metric-readings.ts';

/** Since when the metrics count, and when they were read. */
export interface MetricTimes {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

/** What a metric stands at as OTLP takes it: under its own name, cumulative, its labels as attributes. */
export function metricData(reading: MetricReading, times: MetricTimes): MetricData {
  const common = {
    descriptor: {
      name: reading.name,
      description: reading.help,
      unit: unitOf(reading.name),
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  switch (reading.kind) {
    case 'counter': {
      const dataPoints = reading.points.map(({ labels, value }) => point(labels, value, times));
      return { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints };
    }
    case 'gauge': {
      const dataPoints = reading.points.map(({ labels, value }) => point(labels, value, times));
      return { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
    }
    case 'histogram': {
      const dataPoints = reading.points.map(({ labels, bounds, counts, sum, count }) =>
        point(labels, { buckets: { boundaries: [...bounds], counts: [...counts] }, sum, count }, times),
      );
      return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints };
    }
  }
}

function point<Value>(labels: MetricLabels, value: Value, { startTime, endTime }: MetricTimes): DataPoint<Value> {
  return { startTime, endTime, attributes: labels, value };
}

/** As UCUM writes it, by what a name of Prometheus' ends with. */
function unitOf(name: string): string {
  const base = name.replace(/_total$/, '');
  if (base.endsWith('_seconds')) return 's';
  return base.endsWith('_bytes') ? 'By' : '';
}
