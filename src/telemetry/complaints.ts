import type { Logger } from 'pino';

/** What is lost is told once in this time at most. */
const QUIET_MS = 60_000;

/** Says in the log what did not get to the collector, and how much of it, once a minute at most. */
export class Complaints {
  readonly #log: Logger;
  /** Monotonic milliseconds. */
  readonly #now: () => number;
  #saidAt = Number.NEGATIVE_INFINITY;
  #lostSpans = 0;
  #lostMetrics = 0;

  constructor(log: Logger, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** Spans that are lost: a collector that is away or slow has filled what is kept for it. */
  spansLost(count: number, error: unknown = null): void {
    this.#lostSpans += count;
    this.#say(error);
  }

  /** An export of the metrics is lost; the next one tells what it would have told. */
  metricsLost(error: unknown): void {
    this.#lostMetrics += 1;
    this.#say(error);
  }

  #say(error: unknown): void {
    if (this.#now() - this.#saidAt < QUIET_MS) return;
    this.#saidAt = this.#now();
    const lost = { lostSpans: this.#lostSpans, lostMetricExports: this.#lostMetrics };
    this.#log.warn(
      { ...lost, ...(error === null ? {} : { err: error }) },
      'traces and metrics do not all get to the collector; see whether OTEL_EXPORTER_OTLP_ENDPOINT and its headers are right',
    );
    this.#lostSpans = 0;
    this.#lostMetrics = 0;
  }
}
