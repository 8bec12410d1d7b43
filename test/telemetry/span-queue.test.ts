import { expect, test } from 'vitest';
import { createLogger } from '../../src/service/logger.ts';
import { Complaints } from '../../src/telemetry/complaints.ts';
import { FinishedSpan } from '../../src/telemetry/finished-span.ts';
import { resourceOf } from '../../src/telemetry/resource.ts';
import { SpanQueue } from '../../src/telemetry/span-queue.ts';
import { exportingTo } from '../support/collector.ts';
import { unrecorded } from '../support/tracing.ts';

const resource = resourceOf(exportingTo('http://127.0.0.1'), 'here');
const facts = { name: 'step', kind: 0, span: unrecorded().enter(null), isRemote: false, attributes: {}, failure: null };
const span = new FinishedSpan(facts, { startTime: [1, 0], endTime: [2, 0], resource, scope: { name: 'tillbridge' } });

/** A queue before a post that takes its time, and a minute that passes when it is told to. */
function slowQueue() {
  const lines: { readonly lostSpans: number }[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) });
  const sent: number[] = [];
  const held = Promise.withResolvers<void>();
  let now = 0;
  const queue = new SpanQueue({
    post: { send: () => held.promise, close: async () => {} },
    serializer: {
      serializeRequest(spans) {
        sent.push(spans.length);
        return new Uint8Array();
      },
    },
    complaints: new Complaints(log, () => now),
    delayMs: 60_000,
  });
  return { queue, sent, lines, release: held.resolve, pass: (ms: number) => (now += ms) };
}

test('while one export is on its way the others wait, and what does not fit is lost and counted', async () => {
  const { queue, sent, lines, release, pass } = slowQueue();
  for (let count = 0; count < 10_000; count += 1) queue.add(span);
  expect(sent).toEqual([512]);
  const lost = 10_000 - 512 - 4_096;
  expect(lines).toMatchObject([{ lostSpans: 1 }]);
  pass(60_000);
  queue.add(span);
  expect(lines).toMatchObject([{ lostSpans: 1 }, { lostSpans: lost }]);
  release();
  await queue.flush();
  expect(sent).toEqual(Array.from({ length: 9 }, () => 512));
});

test('a flush waits for what is on its way', async () => {
  const { queue, sent, release } = slowQueue();
  for (let count = 0; count < 513; count += 1) queue.add(span);
  let flushed = false;
  const flushing = queue.flush().then(() => {
    flushed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect([sent, flushed]).toEqual([[512, 1], false]);
  release();
  await flushing;
});
