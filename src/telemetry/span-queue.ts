import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Complaints } from './complaints.ts';
import type { OtlpPost } from './otlp-post.ts';

/** How spans are written. */
export interface SpanFormat {
  readonly serializer: Pick<ISerializer<ReadableSpan[], unknown>, 'serializeRequest'>;
  /** Whether writings of some spans each, one behind the other, are one writing of all of them. */
  readonly canBeJoined: boolean;
}

/** What spans are sent with. */
export interface SpanQueueOptions extends SpanFormat {
  readonly post: OtlpPost;
  readonly complaints: Complaints;
  /** How long a span waits for others to be sent with, in milliseconds. */
  readonly delayMs: number;
}

/** Spans as they are sent. */
interface Written {
  readonly body: Uint8Array;
  readonly spans: number;
}

/** Those that one export takes along. */
const BATCH = 512;
/** Those that are written together before that: spans that wait as objects outlive the young generation, and cost more there than to be written. */
const CHUNK = 32;
/** Those that wait at most: one or two megabytes as they are written. What comes while so many wait is lost. */
const MOST_WAITING = 4_096;

/** Spans on their way: they are sent together, one export at a time, and no more of them are kept than fit into the queue. */
export class SpanQueue {
  readonly #options: SpanQueueOptions;
  readonly #exports = new Set<Promise<void>>();
  #unwritten: ReadableSpan[] = [];
  #written: Written[] = [];
  #waiting = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SpanQueueOptions) {
    this.#options = options;
  }

  add(span: ReadableSpan): void {
    const { canBeJoined, complaints } = this.#options;
    if (this.#waiting >= MOST_WAITING) {
      complaints.spansLost(1);
      return;
    }
    this.#waiting += 1;
    this.#unwritten.push(span);
    if (this.#unwritten.length >= (canBeJoined ? CHUNK : BATCH)) this.#write();
    this.#goOn();
  }

  /** Sends what waits, at once, and waits for all that is on its way. */
  async flush(): Promise<void> {
    while (this.#waiting > 0) this.#send();
    await Promise.all(this.#exports);
  }

  /** Sends a batch if there is one and none is on its way; fewer spans wait for others. */
  #goOn(): void {
    if (this.#exports.size > 0 || this.#waiting === 0) return;
    if (this.#waiting >= BATCH) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), this.#options.delayMs).unref();
  }

  #send(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const batch = this.#nextBatch();
    if (batch === null) return;
    const sent = this.#post(batch).finally(() => {
      this.#exports.delete(sent);
      this.#goOn();
    });
    this.#exports.add(sent);
  }

  /** Takes the oldest that go into one export; null where they could not be written. */
  #nextBatch(): Written | null {
    if (this.#waiting - this.#unwritten.length < BATCH) this.#write();
    let [parts, spans] = [0, 0];
    for (const part of this.#written) {
      if (spans + part.spans > BATCH || (parts > 0 && !this.#options.canBeJoined)) break;
      parts += 1;
      spans += part.spans;
    }
    const taken = this.#written.splice(0, parts).map(({ body }) => body);
    this.#waiting -= spans;
    const [first] = taken;
    if (first === undefined) return null;
    return { body: taken.length === 1 ? first : Buffer.concat(taken), spans };
  }

  #write(): void {
    const spans = this.#unwritten;
    if (spans.length === 0) return;
    this.#unwritten = [];
    try {
      const body = this.#options.serializer.serializeRequest(spans);
      if (body === undefined) throw new TypeError('The spans could not be written as OTLP');
      this.#written.push({ body, spans: spans.length });
    } catch (error) {
      this.#waiting -= spans.length;
      this.#options.complaints.spansLost(spans.length, error);
    }
  }

  async #post({ body, spans }: Written): Promise<void> {
    const { post, complaints } = this.#options;
    try {
      await post.send('traces', body);
    } catch (error) {
      complaints.spansLost(spans, error);
    }
  }
}
