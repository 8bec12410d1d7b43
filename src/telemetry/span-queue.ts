import type { Complaints } from './complaints.ts';
import type { BeginExport, SpanExport } from './exports/span-export.ts';
import type { FinishedSpan } from './finished-span.ts';
import type { OtlpPost } from './otlp-post.ts';

/** What spans are sent with. */
export interface SpanQueueOptions {
  readonly begin: BeginExport;
  readonly post: OtlpPost;
  readonly complaints: Complaints;
  /** How long a span waits for others to be sent with, in milliseconds. */
  readonly delayMs: number;
}

/** Those that one export takes along. */
const BATCH = 512;
/** Those that wait at most: one or two megabytes. What comes while so many wait is lost. */
const MOST_WAITING = 4_096;

/** Spans on their way: they are sent together, one export at a time, and no more of them are kept than fit into the queue. */
export class SpanQueue {
  readonly #options: SpanQueueOptions;
  readonly #onTheirWay = new Set<Promise<void>>();
  /** The oldest first. */
  readonly #full: SpanExport[] = [];
  #growing: SpanExport | null = null;
  #waiting = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SpanQueueOptions) {
    this.#options = options;
  }

  add(span: FinishedSpan): void {
    const { begin, complaints } = this.#options;
    if (this.#waiting >= MOST_WAITING) {
      complaints.spansLost(1);
      return;
    }
    this.#waiting += 1;
    this.#growing ??= begin();
    this.#growing.add(span);
    if (this.#growing.spans >= BATCH) {
      this.#full.push(this.#growing);
      this.#growing = null;
    }
    this.#goOn();
  }

  /** Sends what waits, at once, and waits for all that is on its way. */
  async flush(): Promise<void> {
    while (this.#waiting > 0) this.#send();
    await Promise.all(this.#onTheirWay);
  }

  /** Sends a full export if there is one and none is on its way; fewer spans wait for others. */
  #goOn(): void {
    if (this.#onTheirWay.size > 0) return;
    if (this.#full.length > 0) this.#send();
    else if (this.#growing !== null) this.#timer ??= setTimeout(() => this.#send(), this.#options.delayMs).unref();
  }

  #send(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const next = this.#full.shift() ?? this.#growing;
    if (next === null) return;
    if (next === this.#growing) this.#growing = null;
    this.#waiting -= next.spans;
    const sent = this.#post(next).finally(() => {
      this.#onTheirWay.delete(sent);
      this.#goOn();
    });
    this.#onTheirWay.add(sent);
  }

  async #post(spans: SpanExport): Promise<void> {
    const { post, complaints } = this.#options;
    try {
      await post.send('traces', spans.body());
    } catch (error) {
      complaints.spansLost(spans.spans, error);
    }
  }
}
