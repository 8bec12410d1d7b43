import { type HrTime, SpanKind } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Trace } from '../../src/domain/trace.ts';
import { ProtobufExport } from '../../src/telemetry/exports/protobuf-export.ts';
import { FinishedSpan, type SpanFacts } from '../../src/telemetry/finished-span.ts';
import { textsOf } from '../../src/telemetry/resource.ts';

const scope = { name: 'tillbridge' };

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const place: fc.Arbitrary<Trace> = fc.record({
  traceId: digits(32),
  spanId: digits(16),
  flags: fc.constantFrom('00', '01', '02', '03'),
});
/** Of every length that takes another number of bytes to tell, in every script, and what no script has. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '',
    'a'.repeat(127),
    'a'.repeat(128),
    'ä'.repeat(64),
    '€'.repeat(6_000),
    'a'.repeat(70_000),
    '\ud800',
    '\ud800\ud800',
    '𠀀',
  ),
);
const number = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  fc.constantFrom(0, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
  fc.double({ noDefaultInfinity: true, noNaN: true, noInteger: true }),
);
const attributes = fc.dictionary(text, fc.oneof(text, number, fc.boolean()), { maxKeys: 8 });
const time = fc.tuple(fc.nat({ max: 4_000_000_000 }), fc.nat({ max: 999_999_999 })) satisfies fc.Arbitrary<HrTime>;
const facts: fc.Arbitrary<SpanFacts> = fc.record({
  name: text,
  kind: fc.constantFrom(SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER),
  span: fc.record({ at: place, parent: fc.option(place), begunAt: fc.constant(0) }),
  isRemote: fc.boolean(),
  attributes,
  failure: fc.option(text),
});

test("spans are written, to the byte, as OpenTelemetry's own serializer writes them", () => {
  const some = fc.array(fc.tuple(facts, time, time), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.dictionary(text, text, { maxKeys: 4 }), some, (told, all) => {
      const resource = resourceFromAttributes(told);
      const ours = new ProtobufExport({ resource: textsOf(resource), scope });
      const spans = all.map(
        ([of, startTime, endTime]) => new FinishedSpan(of, { startTime, endTime, resource, scope }),
      );
      for (const span of spans) ours.add(span);
      expect(ours.spans).toBe(spans.length);
      const theirs = ProtobufTraceSerializer.serializeRequest(spans);
      expect(Buffer.from(ours.body()).equals(theirs ?? new Uint8Array())).toBe(true);
    }),
  );
});
