import { setTimeout as pause } from 'node:timers/promises';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import type { Logger } from 'pino';
import type { TelemetryConfig } from '../config/config.ts';
import type { MetricReading } from '../domain/metric-readings.ts';
import type { ServiceEvents } from '../domain/service-events.ts';
import type { RandomBytes, Tracing } from '../domain/trace.ts';
import { Complaints } from './complaints.ts';
import { JsonExport } from './exports/json-export.ts';
import { ProtobufExport, type SpanSource } from './exports/protobuf-export.ts';
import type { SpanExport } from './exports/span-export.ts';
import { MetricExport } from './metric-export.ts';
import { createOtlpPost, type PostTimings } from './otlp-post.ts';
import { recordSpans } from './record-spans.ts';
import { resourceOf, textsOf } from './resource.ts';
import { sampledTracing } from './sampled-tracing.ts';
import { SpanQueue } from './span-queue.ts';
import { wallClock } from './wall-clock.ts';

/** How telemetry keeps time, in milliseconds. */
export interface TelemetryTimings extends PostTimings {
  /** How long a span waits for others to be sent with. */
  readonly spanDelayMs: number;
  /** How long a stop waits for the last export. */
  readonly flushMs: number;
}

/** What telemetry stands on. */
export interface TelemetryOptions {
  /** What happens is recorded as it happens. */
  readonly events: ServiceEvents;
  readonly readMetrics: () => Promise<readonly MetricReading[]>;
  readonly randomBytes: RandomBytes;
  /** Names this process among its replicas. */
  readonly instanceId: string;
  /** Wall clock. */
  readonly now: () => Date;
  /** In milliseconds. */
  readonly monotonic: () => number;
  readonly log: Logger;
  readonly timings: TelemetryTimings;
}

/** Traces and metrics that are exported. */
export interface Telemetry {
  readonly tracing: Tracing;
  /** Exports what is there, for as long as there is time, and nothing more; once however often it is asked for. */
  stop(): Promise<void>;
}

const SCOPE = { name: 'tillbridge' };
const FORMATS = {
  'http/protobuf': {
    spans: (source: SpanSource): SpanExport => new ProtobufExport(source),
    metrics: ProtobufMetricsSerializer,
  },
  'http/json': { spans: (): SpanExport => new JsonExport(), metrics: JsonMetricsSerializer },
} as const;

/** Begins to record and to export. Nobody waits for the collector, whatever it does. */
export function startTelemetry(config: TelemetryConfig, options: TelemetryOptions): Telemetry {
  const { events, randomBytes, monotonic, now, timings } = options;
  const tracing = sampledTracing(config, randomBytes, monotonic);
  const complaints = new Complaints(options.log, monotonic);
  const post = createOtlpPost(config, timings);
  const resource = resourceOf(config, options.instanceId);
  const instant = wallClock(now, monotonic);
  const { spans, metrics } = FORMATS[config.protocol];
  const common = { post, complaints, resource, scope: SCOPE };
  const source = { resource: textsOf(resource), scope: SCOPE };
  const queue = new SpanQueue({ begin: () => spans(source), post, complaints, delayMs: timings.spanDelayMs });
  // Monotonic time begins with the process, and so do its counters.
  const startTime = instant(0);
  const exported = new MetricExport({
    ...common,
    read: options.readMetrics,
    serializer: metrics,
    times: () => ({ startTime, endTime: instant(monotonic()) }),
    everyMs: config.metricIntervalMs,
  });
  recordSpans(events, { tracing, queue, resource, scope: SCOPE, now: monotonic, instant });
  let stopped: Promise<void> | null = null;

  async function stop(): Promise<void> {
    const flushed = Promise.all([queue.flush(), exported.flush()]);
    await Promise.race([flushed, pause(timings.flushMs, undefined, { ref: false })]);
    await post.close();
  }

  return {
    tracing,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}
