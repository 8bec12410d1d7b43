import { expect, test } from 'vitest';
import { createLogger } from '../../src/service/logger.ts';
import { Complaints } from '../../src/telemetry/complaints.ts';
import { JsonExport } from '../../src/telemetry/exports/json-export.ts';
import { ProtobufExport } from '../../src/telemetry/exports/protobuf-export.ts';
import type { BeginExport } from '../../src/telemetry/exports/span-export.ts';
import { FinishedSpan } from '../../src/telemetry/finished-span.ts';
import { resourceOf, textsOf } from '../../src/telemetry/resource.ts';
import { SpanQueue } from '../../src/telemetry/span-queue.ts';
import { exportingTo } from '../support/collector.ts';
import { messagesIn } from '../support/protobuf.ts';
import { unrecorded } from '../support/tracing.ts';

const resource = resourceOf(exportingTo('http://127.0.0.1'), 'here');
const scope = { name: 'tillbridge' };
const place = unrecorded().enter(null);

function spanNamed(name: string): FinishedSpan {
  const facts = { name, kind: 0, span: place, isRemote: false, attributes: {}, failure: null };
  return new FinishedSpan(facts, { startTime: [1, 0], endTime: [2, 0], resource, scope });
}

/** A queue before a post that takes its time, and a minute that passes when it is told to. */
function slowQueue(begin: BeginExport, delayMs = 60_000) {
  const lines: { readonly lostSpans: number }[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) });
  const sent: Buffer[] = [];
  const held = Promise.withResolvers<void>();
  let now = 0;
  const queue = new SpanQueue({
    post: {
      send(_signal, body) {
        sent.push(Buffer.from(body));
        return held.promise;
      },
      close: async () => {},
    },
    begin,
    complaints: new Complaints(log, () => now),
    delayMs,
  });
  return { queue, sent, lines, release: held.resolve, pass: (ms: number) => (now += ms) };
}

/** The names of the spans of an export, as a collector reads them (opentelemetry/proto/trace/v1/trace.proto). */
const READ = {
  'protocol buffers': (body: Buffer) => {
    const spans = messagesIn(body, 1).flatMap((ofResource) =>
      messagesIn(ofResource, 2).flatMap((ofScope) => messagesIn(ofScope, 2)),
    );
    return spans.flatMap((span) => messagesIn(span, 5).map(String));
  },
  JSON: (body: Buffer) => {
    const { resourceSpans } = JSON.parse(body.toString());
    return resourceSpans.flatMap((ofResource: { scopeSpans: { spans: { name: string }[] }[] }) =>
      ofResource.scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
    );
  },
};

const protobuf = () => new ProtobufExport({ resource: textsOf(resource), scope });
const FORMATS = [
  ['protocol buffers', protobuf],
  ['JSON', () => new JsonExport()],
] as const;

test.each(FORMATS)('as %s, every span comes once and in its order, 512 in an export at most', async (name, begin) => {
  const { queue, sent, release } = slowQueue(begin);
  const names = Array.from({ length: 1_100 }, (_, index) => `span ${index}`);
  for (const each of names) queue.add(spanNamed(each));
  release();
  await queue.flush();
  const read = sent.map(READ[name]);
  expect(read.flat()).toEqual(names);
  expect(read.map(({ length }) => length)).toEqual([512, 512, 76]);
});

test.each(FORMATS)(
  'as %s, while one export is on its way the others wait, and what does not fit is lost and counted',
  async (name, begin) => {
    const { queue, sent, lines, release, pass } = slowQueue(begin);
    const span = spanNamed('step');
    const lengths = () => sent.map((body) => READ[name](body).length);
    for (let count = 0; count < 10_000; count += 1) queue.add(span);
    expect(lengths()).toEqual([512]);
    const lost = 10_000 - 512 - 4_096;
    expect(lines).toMatchObject([{ lostSpans: 1 }]);
    pass(60_000);
    queue.add(span);
    expect(lines).toMatchObject([{ lostSpans: 1 }, { lostSpans: lost }]);
    release();
    await queue.flush();
    expect(lengths()).toEqual(Array.from({ length: 9 }, () => 512));
  },
);

test.each(FORMATS)('as %s, a flush sends the rest at once, and waits for what is on its way', async (name, begin) => {
  const { queue, sent, release } = slowQueue(begin);
  for (let count = 0; count < 513; count += 1) queue.add(spanNamed('step'));
  let flushed = false;
  const flushing = queue.flush().then(() => {
    flushed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect([sent.map((body) => READ[name](body).length), flushed]).toEqual([[512, 1], false]);
  release();
  await flushing;
});

test('a few spans go together once the first of them has waited long enough, and so do those that come after them', async () => {
  const { queue, sent, release } = slowQueue(protobuf, 20);
  release();
  const names = (each: Buffer[]) => each.map(READ['protocol buffers']);
  queue.add(spanNamed('a'));
  queue.add(spanNamed('b'));
  await expect.poll(() => names(sent)).toEqual([['a', 'b']]);
  queue.add(spanNamed('c'));
  await expect.poll(() => names(sent)).toEqual([['a', 'b'], ['c']]);
});

test('spans that cannot be written are lost and counted, and those after them are sent', async () => {
  let broken = true;
  const { queue, sent, lines, release } = slowQueue(() => {
    const begun = protobuf();
    const body = begun.body.bind(begun);
    const unwritable = broken;
    begun.body = () => {
      if (unwritable) throw new TypeError('The spans could not be written');
      return body();
    };
    return begun;
  });
  for (let count = 0; count < 512; count += 1) queue.add(spanNamed('step'));
  expect(lines).toMatchObject([{ lostSpans: 512 }]);
  broken = false;
  queue.add(spanNamed('the next'));
  release();
  await queue.flush();
  expect(sent.map(READ['protocol buffers'])).toEqual([['the next']]);
});
