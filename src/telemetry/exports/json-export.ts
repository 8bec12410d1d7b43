import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { FinishedSpan } from '../finished-span.ts';
import type { SpanExport } from './span-export.ts';

/** Spans as JSON (OTLP 1.x, "JSON Protobuf Encoding"): they wait as they are, and are written together. */
export class JsonExport implements SpanExport {
  readonly #waiting: FinishedSpan[] = [];

  get spans(): number {
    return this.#waiting.length;
  }

  add(span: FinishedSpan): void {
    this.#waiting.push(span);
  }

  body(): Uint8Array {
    const body = JsonTraceSerializer.serializeRequest(this.#waiting);
    if (body === undefined) throw new TypeError('The spans could not be written as JSON');
    return body;
  }
}
