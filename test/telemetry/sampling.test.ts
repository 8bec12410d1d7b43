import { expect, test } from 'vitest';
import type { SamplerName } from '../../src/config/telemetry-words.ts';
import { isSampled, type Trace } from '../../src/domain/trace.ts';
import { sampledTracing } from '../../src/telemetry/sampled-tracing.ts';
import { exportingTo } from '../support/collector.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const sender = (flags: string): Trace => ({ traceId: TRACE_ID, spanId: '00f067aa0ba902b7', flags });

function tracing(sampler: SamplerName, sampledShare = 1) {
  let drawn = 0;
  const random = (size: number) => {
    drawn += 1;
    // Spread evenly over all that four bytes may be, which is what a share is taken of.
    return Uint8Array.from(
      { length: size },
      (_, at) => (at < 4 ? Math.imul(drawn, 0x9e3779b1) >>> (24 - at * 8) : 0) || 1,
    );
  };
  return sampledTracing(exportingTo('http://127.0.0.1', { sampler, sampledShare }), random, () => 5);
}

test.each<readonly [SamplerName, boolean, boolean, boolean]>([
  ['always_on', true, true, true],
  ['always_off', false, false, false],
  ['parentbased_always_on', true, true, false],
  ['parentbased_always_off', false, true, false],
])(
  '%s records what begins here: %s; what its sender records: %s, and does not: %s',
  (sampler, own, sampled, unsampled) => {
    const { enter } = tracing(sampler);
    expect(isSampled(enter(null).at)).toBe(own);
    expect(isSampled(enter(sender('01')).at)).toBe(sampled);
    expect(isSampled(enter(sender('00')).at)).toBe(unsampled);
  },
);

test.each<SamplerName>(['traceidratio', 'parentbased_traceidratio'])(
  '%s records the share of the traces that it is told',
  (sampler) => {
    const { enter } = tracing(sampler, 0.25);
    const taken = Array.from({ length: 2_000 }, () => isSampled(enter(null).at)).filter(Boolean).length;
    expect(taken / 2_000).toBeCloseTo(0.25, 1);
  },
);

test('what comes in is a place of its own in the trace of its sender, and what it asks for is under it', () => {
  const { enter, next } = tracing('parentbased_always_on');
  const entered = enter(sender('03'));
  expect(entered).toMatchObject({ at: { traceId: TRACE_ID, flags: '03' }, parent: sender('03'), begunAt: 5 });
  expect(entered.at.spanId).not.toBe(sender('03').spanId);
  const asked = next(entered.at);
  expect(asked).toMatchObject({ at: { traceId: TRACE_ID, flags: '03' }, parent: entered.at });
  expect(asked.at.spanId).not.toBe(entered.at.spanId);
});
