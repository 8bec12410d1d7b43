import { ExportResultCode } from '@opentelemetry/core';
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { Complaints } from './complaints.ts';
import type { OtlpPost } from './otlp-post.ts';

/** What spans are sent with. */
export interface SpanQueueOptions {
  readonly post: OtlpPost;
  readonly serializer: Pick<ISerializer<ReadableSpan[], unknown>, 'serializeRequest'>;
  readonly complaints: Complaints;
  /** How long a span waits for others to be sent with, in milliseconds. */
  readonly delayMs: number;
}

/** Those that one export takes along. */
const BATCH = 512;
/** Those that wait at most: some megabytes. What comes while so many wait is lost. */
const MOST_WAITING = 4_096;
/** The post has limits of its own, which come first. */
const NEVER_MS = 2 ** 31 - 1;

/** Spans on their way: they are sent together, one export at a time, and no more of them are kept than fit into the queue. */
export class SpanQueue implements SpanExporter {
  readonly #options: SpanQueueOptions;
  readonly #processor: BatchSpanProcessor;
  readonly #exports = new Set<Promise<void>>();
  #waiting = 0;

  constructor(options: SpanQueueOptions) {
    this.#options = options;
    this.#processor = new BatchSpanProcessor({
      exporter: this,
      maxExportBatchSize: BATCH,
      maxQueueSize: MOST_WAITING,
      scheduledDelayMillis: options.delayMs,
      exportTimeoutMillis: NEVER_MS,
    });
  }

  add(span: ReadableSpan): void {
    if (this.#waiting >= MOST_WAITING) {
      this.#options.complaints.spansLost(1);
      return;
    }
    this.#waiting += 1;
    this.#processor.onEnd(span);
  }

  /** Sends what waits. */
  async flush(): Promise<void> {
    await this.#processor.shutdown();
  }

  /** For the processor alone. */
  export(spans: ReadableSpan[], done: Parameters<SpanExporter['export']>[1]): void {
    this.#waiting -= spans.length;
    const sent = this.#send(spans).finally(() => {
      this.#exports.delete(sent);
      // What is lost is told where it is lost.
      done({ code: ExportResultCode.SUCCESS });
    });
    this.#exports.add(sent);
  }

  /** For the processor alone: what was on its way before the last ones, it does not wait for. */
  async shutdown(): Promise<void> {
    await Promise.all(this.#exports);
  }

  async #send(spans: ReadableSpan[]): Promise<void> {
    const { post, serializer, complaints } = this.#options;
    try {
      const body = serializer.serializeRequest(spans);
      if (body === undefined) throw new TypeError('The spans could not be written as OTLP');
      await post.send('traces', body);
    } catch (error) {
      complaints.spansLost(spans.length, error);
    }
  }
}
