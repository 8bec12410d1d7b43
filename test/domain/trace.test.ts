import { expect, test } from 'vitest';
import { formatTraceparent, newTrace, nextSpan, parseTraceparent } from '../../src/domain/trace.ts';

// The example of W3C Trace Context, section 3.2.
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';
const EXAMPLE = `00-${TRACE_ID}-${SPAN_ID}-01`;

test('a valid traceparent is read, and written as it was', () => {
  const trace = parseTraceparent(EXAMPLE);
  expect(trace).toEqual({ traceId: TRACE_ID, spanId: SPAN_ID, flags: '01' });
  expect(trace && formatTraceparent(trace)).toBe(EXAMPLE);
});

test('flags that we do not know are not passed on', () => {
  expect(parseTraceparent(`00-${TRACE_ID}-${SPAN_ID}-fd`)?.flags).toBe('01');
  expect(parseTraceparent(`00-${TRACE_ID}-${SPAN_ID}-03`)?.flags).toBe('03');
});

test('a later version is read by the fields we know, and written as ours', () => {
  for (const later of [`cc-${TRACE_ID}-${SPAN_ID}-01`, `01-${TRACE_ID}-${SPAN_ID}-01-what-the-future-will-be-like`]) {
    const trace = parseTraceparent(later);
    expect(trace && formatTraceparent(trace)).toBe(EXAMPLE);
  }
});

test.each<readonly [string, unknown]>([
  ['nothing', undefined],
  ['several', [EXAMPLE, EXAMPLE]],
  ['an empty text', ''],
  ['upper case', EXAMPLE.toUpperCase()],
  ['more than version 00 holds', `${EXAMPLE}-01`],
  ['a dot instead of a dash', `00-${TRACE_ID}-${SPAN_ID}.01`],
  ['a line break at the end', `${EXAMPLE}\n`],
  ['more without a dash in a later version', `01-${TRACE_ID}-${SPAN_ID}-01.what`],
  ['the forbidden version', `ff-${TRACE_ID}-${SPAN_ID}-01`],
  ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN_ID}-01`],
  ['a span id of zeros', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
  ['a short trace id', `00-${TRACE_ID.slice(1)}-${SPAN_ID}-01`],
  ['letters that are no hex', `00-${TRACE_ID.replace('4', 'g')}-${SPAN_ID}-01`],
])('%s is no traceparent', (_, header) => {
  expect(parseTraceparent(header)).toBeNull();
});

test('a new trace is made of the random bytes and says that it may be recorded', () => {
  let next = 0;
  const trace = newTrace((size) => Uint8Array.from({ length: size }, () => next++));
  expect(formatTraceparent(trace)).toBe('00-000102030405060708090a0b0c0d0e0f-1011121314151617-01');
});

test('an id is never of zeros alone', () => {
  const draws = [0, 7, 0, 9];
  const trace = newTrace((size) => new Uint8Array(size).fill(draws.shift() ?? 0));
  expect(trace).toMatchObject({ traceId: '07'.repeat(16), spanId: '09'.repeat(8) });
});

test('the next span stays in the trace', () => {
  const trace = parseTraceparent(EXAMPLE);
  const next = trace && nextSpan(trace, (size) => new Uint8Array(size).fill(0xab));
  expect(next && formatTraceparent(next)).toBe(`00-${TRACE_ID}-abababababababab-01`);
});
