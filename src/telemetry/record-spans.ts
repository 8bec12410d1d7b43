import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ServiceEvents } from '../domain/service-events.ts';
import { isSampled, type Span, type Tracing } from '../domain/trace.ts';
import { FinishedSpan, type SpanFacts } from './finished-span.ts';
import type { SpanQueue } from './span-queue.ts';
import { alertSpan, crmCallSpan, shopCallSpan } from './spans/call-spans.ts';
import { lostRunSpan, runSpan } from './spans/run-span.ts';
import { stepSpan } from './spans/step-span.ts';
import { webhookSpan } from './spans/webhook-span.ts';
import type { wallClock } from './wall-clock.ts';

/** What spans are made with. */
export interface RecordOptions {
  readonly tracing: Tracing;
  readonly queue: Pick<SpanQueue, 'add'>;
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly instant: ReturnType<typeof wallClock>;
}

/** Makes a span of each operation that ends in a trace that is recorded; the others cost a look at their flag. */
export function recordSpans(events: ServiceEvents, options: RecordOptions): void {
  const { tracing, queue, resource, scope, now, instant } = options;
  const record = (span: Span, facts: (span: Span) => SpanFacts) => {
    if (!isSampled(span.at)) return;
    const [startTime, endTime] = [instant(span.begunAt), instant(now())];
    queue.add(new FinishedSpan(facts(span), { startTime, endTime, resource, scope }));
  };
  // What belongs to no event is told once it is over.
  const since = (span: Span, durationMs: number): Span => ({ ...span, begunAt: now() - durationMs });

  events.on('webhookAnswered', (answered) => {
    if (answered.route === 'other') return;
    // It began with the first byte, and its handler with the last.
    record(since(answered.span, answered.durationMs), () => webhookSpan(answered));
  });
  events.on('runEnded', (ended) => {
    const { here } = ended.run;
    if (here !== undefined) record(here.span, () => runSpan(ended, here));
  });
  events.on('runLost', (run) => {
    const { here } = run;
    if (here !== undefined) record(here.span, () => lostRunSpan(run, here));
  });
  events.on('stepEnded', (ended) => record(ended.span, () => stepSpan(ended)));
  events.on('crmCalled', ({ crm, call }) => {
    const place = call.span ?? since(tracing.enter(null), call.durationMs);
    record(place, (span) => crmCallSpan(crm, call, span));
  });
  events.on('shopCalled', ({ shop, call }) => {
    const place = call.asking === null ? tracing.enter(null) : tracing.next(call.asking);
    record(since(place, call.durationMs), (span) => shopCallSpan(shop, call, span));
  });
  events.on('alertPosted', ({ type, durationMs, code }) =>
    record(since(tracing.enter(null), durationMs), (span) => alertSpan(type, code, span)),
  );
}
