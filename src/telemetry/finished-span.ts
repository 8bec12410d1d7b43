import type { HrTime, Link, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api';
import { SpanStatusCode } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import type { Span, Trace } from '../domain/trace.ts';

/** What is told of an operation or of a process, by names; no number is negative. It holds no personal data and nothing of a payload. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** What is told of an operation that is over. */
export interface SpanFacts {
  readonly name: string;
  readonly kind: SpanKind;
  readonly span: Span;
  /** What asked for it did so by a message: another process, or this one some time before. */
  readonly isRemote: boolean;
  readonly attributes: SpanAttributes;
  /** The code of what it failed of; null where it did not. */
  readonly failure: string | null;
}

/** When an operation was, and whose it is. */
export interface SpanFrame {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
}

const NO_LINKS: Link[] = [];
const NO_EVENTS: TimedEvent[] = [];
const NO_STATUS: SpanStatus = { code: SpanStatusCode.UNSET };

/**
 * A span as exporters read it, made once its operation is over: nothing of it is there before, and the ids are those that the service
 * has handed on already.
 */
export class FinishedSpan implements ReadableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext?: SpanContext;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: SpanStatus;
  readonly attributes: SpanAttributes;
  readonly links = NO_LINKS;
  readonly events = NO_EVENTS;
  readonly ended = true;
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  readonly droppedAttributesCount = 0;
  readonly droppedEventsCount = 0;
  readonly droppedLinksCount = 0;
  readonly #context: SpanContext;

  constructor(facts: SpanFacts, { startTime, endTime, resource, scope }: SpanFrame) {
    const { at, parent } = facts.span;
    this.name = facts.name;
    this.kind = facts.kind;
    this.#context = contextOf(at);
    if (parent !== null) this.parentSpanContext = contextOf(parent, facts.isRemote);
    this.startTime = startTime;
    this.endTime = endTime;
    this.status = facts.failure === null ? NO_STATUS : { code: SpanStatusCode.ERROR, message: facts.failure };
    this.attributes = facts.attributes;
    this.resource = resource;
    this.instrumentationScope = scope;
  }

  get duration(): HrTime {
    const nanos = this.endTime[1] - this.startTime[1];
    const seconds = this.endTime[0] - this.startTime[0];
    return nanos < 0 ? [seconds - 1, nanos + 1e9] : [seconds, nanos];
  }

  spanContext(): SpanContext {
    return this.#context;
  }
}

/** The place of an operation as OpenTelemetry writes it. */
export function contextOf({ traceId, spanId, flags }: Trace, isRemote = false): SpanContext {
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote };
}
