import { setTimeout as pause } from 'node:timers/promises';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { Resource } from '@opentelemetry/resources';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { MetricReading } from '../domain/metric-readings.ts';
import type { Complaints } from './complaints.ts';
import { type MetricTimes, metricData } from './metric-data.ts';
import type { OtlpPost } from './otlp-post.ts';

/** What metrics are sent with. */
export interface MetricExportOptions {
  readonly read: () => Promise<readonly MetricReading[]>;
  readonly times: () => MetricTimes;
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly post: OtlpPost;
  readonly serializer: Pick<ISerializer<ResourceMetrics, unknown>, 'serializeRequest'>;
  readonly complaints: Complaints;
  readonly everyMs: number;
}

/** Sends what the metrics stand at again and again, one export at a time: one that takes longer delays the next. */
export class MetricExport {
  readonly #options: MetricExportOptions;
  readonly #ended = new AbortController();
  readonly #loop: Promise<void>;

  constructor(options: MetricExportOptions) {
    this.#options = options;
    this.#loop = this.#run();
  }

  /** Sends once more what they stand at now. */
  async flush(): Promise<void> {
    this.#ended.abort();
    await this.#loop;
    await this.#once();
  }

  async #run(): Promise<void> {
    const { signal } = this.#ended;
    while (true) {
      await pause(this.#options.everyMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      await this.#once();
    }
  }

  async #once(): Promise<void> {
    const { read, times, resource, scope, post, serializer, complaints } = this.#options;
    try {
      const readings = await read();
      const at = times();
      const metrics = readings.map((reading) => metricData(reading, at));
      const body = serializer.serializeRequest({ resource, scopeMetrics: [{ scope, metrics }] });
      if (body === undefined) throw new TypeError('The metrics could not be written as OTLP');
      await post.send('metrics', body);
    } catch (error) {
      complaints.metricsLost(error);
    }
  }
}
