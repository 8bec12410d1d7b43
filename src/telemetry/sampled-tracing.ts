import { ROOT_CONTEXT, SpanKind, trace as traces } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { TelemetryConfig } from '../config/config.ts';
import { isSampled, newTrace, nextSpan, type RandomBytes, type Trace, type Tracing } from '../domain/trace.ts';
import { contextOf } from './finished-span.ts';

const SAMPLED = 1;

/**
 * Gives operations places of their own. Where a trace comes in, the sampler decides once whether it is recorded; the flag says so from
 * then on, in the event that is kept, in calls to the CRM and to whoever else joins in. `now`: monotonic milliseconds.
 */
export function sampledTracing(config: TelemetryConfig, random: RandomBytes, now: () => number): Tracing {
  const sampler = samplerOf(config);
  const next = (asking: Trace) => ({ at: nextSpan(asking, random), parent: asking, begunAt: now() });
  return {
    enter(sent) {
      const place = sent === null ? { at: newTrace(random), parent: null, begunAt: now() } : next(sent);
      const sampled = isTaken(sampler, place.at.traceId, sent);
      // Nearly always so: a trace that begins here, or one that its sender records, too.
      return isSampled(place.at) === sampled
        ? place
        : { ...place, at: { ...place.at, flags: flagsOf(place.at, sampled) } };
    },
    next,
  };
}

function isTaken(sampler: Sampler, traceId: string, sent: Trace | null): boolean {
  const context = sent === null ? ROOT_CONTEXT : traces.setSpanContext(ROOT_CONTEXT, contextOf(sent, true));
  const { decision } = sampler.shouldSample(context, traceId, '', SpanKind.SERVER, {}, []);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

function flagsOf({ flags }: Trace, sampled: boolean): string {
  const others = Number.parseInt(flags, 16) & ~SAMPLED;
  return (sampled ? others | SAMPLED : others).toString(16).padStart(2, '0');
}

function samplerOf({ sampler, sampledShare }: TelemetryConfig): Sampler {
  switch (sampler) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(sampledShare);
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampledShare) });
  }
}
