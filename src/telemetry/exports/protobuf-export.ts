import type { HrTime } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { FinishedSpan, SpanAttributes } from '../finished-span.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import type { SpanExport } from './span-export.ts';

/** Whose spans they are. */
export interface SpanSource {
  readonly resource: SpanAttributes;
  readonly scope: InstrumentationScope;
}

/** Room for the 512 spans of webhooks that an export takes along: 290 bytes each. */
const FIRST_BYTES = 160 * 1024;

/** Numbers of the fields, by their messages (opentelemetry-proto 1.x: collector/trace/v1, trace/v1, common/v1, resource/v1). */
const REQUEST = { resourceSpans: 1 };
const RESOURCE_SPANS = { resource: 1, scopeSpans: 2 };
const RESOURCE = { attributes: 1, droppedAttributes: 2 };
const SCOPE_SPANS = { scope: 1, spans: 2 };
const SCOPE = { name: 1 };
const SPAN = {
  traceId: 1,
  spanId: 2,
  parentSpanId: 4,
  name: 5,
  kind: 6,
  startTime: 7,
  endTime: 8,
  attributes: 9,
  droppedAttributes: 10,
  droppedEvents: 12,
  droppedLinks: 14,
  status: 15,
  flags: 16,
};
const STATUS = { message: 2, code: 3 };
const KEY_VALUE = { key: 1, value: 2 };
const ANY_VALUE = { string: 1, bool: 2, int: 3, double: 4 };

const NANOS_A_SECOND = 1e9;
const TWO_TO_16 = 2 ** 16;
const TWO_TO_32 = 2 ** 32;

/** Bits of a span's flags beside those of its trace. */
const KNOWS_IF_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/**
 * Spans as protocol buffers, to the byte what OpenTelemetry's serializer makes of them. Each is written as it is added: a span that waits
 * as an object outlives the young generation, and that serializer takes three times as long.
 */
export class ProtobufExport implements SpanExport {
  readonly #writer = new ProtobufWriter(FIRST_BYTES);
  readonly #ofResource: number;
  readonly #ofScope: number;
  #spans = 0;

  constructor({ resource, scope }: SpanSource) {
    const writer = this.#writer;
    this.#ofResource = writer.open(REQUEST.resourceSpans);
    const told = writer.open(RESOURCE_SPANS.resource);
    writeAttributes(writer, RESOURCE.attributes, resource);
    writer.uint(RESOURCE.droppedAttributes, 0);
    writer.close(told);
    this.#ofScope = writer.open(RESOURCE_SPANS.scopeSpans);
    const named = writer.open(SCOPE_SPANS.scope);
    writer.string(SCOPE.name, scope.name);
    writer.close(named);
  }

  get spans(): number {
    return this.#spans;
  }

  add(span: FinishedSpan): void {
    writeSpan(this.#writer, span);
    this.#spans += 1;
  }

  body(): Uint8Array {
    this.#writer.close(this.#ofScope);
    this.#writer.close(this.#ofResource);
    return this.#writer.written();
  }
}

function writeSpan(writer: ProtobufWriter, span: FinishedSpan): void {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const { parentSpanContext: parent, status } = span;
  const opened = writer.open(SCOPE_SPANS.spans);
  writer.hex(SPAN.traceId, traceId);
  writer.hex(SPAN.spanId, spanId);
  if (parent !== undefined) writer.hex(SPAN.parentSpanId, parent.spanId);
  writer.string(SPAN.name, span.name);
  // The first of theirs is "unspecified".
  writer.uint(SPAN.kind, span.kind + 1);
  writeTime(writer, SPAN.startTime, span.startTime);
  writeTime(writer, SPAN.endTime, span.endTime);
  writeAttributes(writer, SPAN.attributes, span.attributes);
  writer.uint(SPAN.droppedAttributes, span.droppedAttributesCount);
  writer.uint(SPAN.droppedEvents, span.droppedEventsCount);
  writer.uint(SPAN.droppedLinks, span.droppedLinksCount);
  const told = writer.open(SPAN.status);
  if (status.message !== undefined && status.message !== '') writer.string(STATUS.message, status.message);
  writer.uint(STATUS.code, status.code);
  writer.close(told);
  writer.fixed32(SPAN.flags, traceFlags | KNOWS_IF_REMOTE | (parent?.isRemote === true ? IS_REMOTE : 0));
  writer.close(opened);
}

function writeAttributes(writer: ProtobufWriter, field: number, attributes: SpanAttributes): void {
  // Without a list of the keys, which would be made for each span anew.
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined) continue;
    const opened = writer.open(field);
    writer.string(KEY_VALUE.key, key);
    const held = writer.open(KEY_VALUE.value);
    if (typeof value === 'string') writer.string(ANY_VALUE.string, value);
    else if (typeof value === 'boolean') writer.uint(ANY_VALUE.bool, value ? 1 : 0);
    else if (Number.isSafeInteger(value) && value >= 0) writer.uint(ANY_VALUE.int, value);
    else writer.double(ANY_VALUE.double, value);
    writer.close(held);
    writer.close(opened);
  }
}

/** Nanoseconds since 1970. */
function writeTime(writer: ProtobufWriter, field: number, [seconds, nanos]: HrTime): void {
  // The upper half of the seconds apart from the lower one, so that both products are exact.
  const upper = Math.floor(seconds / TWO_TO_16) * NANOS_A_SECOND;
  const lower = (seconds % TWO_TO_16) * NANOS_A_SECOND + nanos;
  const low = (upper % TWO_TO_16) * TWO_TO_16 + (lower % TWO_TO_32);
  const high = Math.floor(upper / TWO_TO_16) + Math.floor(lower / TWO_TO_32) + Math.floor(low / TWO_TO_32);
  writer.fixed64(field, high, low % TWO_TO_32);
}
