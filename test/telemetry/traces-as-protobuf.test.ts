import { afterEach, expect, it } from 'vitest';
import { sampleOrder } from '../../src/domain/events/samples.ts';
import { exportingTo, startCollector } from '../support/collector.ts';
import { messagesIn } from '../support/protobuf.ts';
import { type Bench, startBench } from '../support/service.ts';

let bench: Bench;
afterEach(async () => {
  await bench.close();
});

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SHOP_SPAN = '00f067aa0ba902b7';

/** What is sent is read by the numbers of its fields (opentelemetry/proto/collector/trace/v1, trace/v1, common/v1). */
function spansIn(body: Buffer) {
  return messagesIn(body, 1).flatMap((ofResource) =>
    messagesIn(ofResource, 2).flatMap((ofScope) =>
      messagesIn(ofScope, 2).map((span) => ({
        traceId: hex(messagesIn(span, 1)),
        spanId: hex(messagesIn(span, 2)),
        parentSpanId: hex(messagesIn(span, 4)),
        name: messagesIn(span, 5).join(),
        attributes: textsIn(span, 9),
        of: textsIn(messagesIn(ofResource, 1)[0], 1),
        scope: messagesIn(messagesIn(ofScope, 1)[0] ?? Buffer.alloc(0), 1).join(),
      })),
    ),
  );
}

const hex = (bytes: readonly Buffer[]) => Buffer.concat(bytes).toString('hex');

function textsIn(message: Buffer = Buffer.alloc(0), field: number): Record<string, string> {
  return Object.fromEntries(
    messagesIn(message, field).map((pair) => [
      messagesIn(pair, 1).join(),
      messagesIn(pair, 2)
        .flatMap((value) => messagesIn(value, 1))
        .join(),
    ]),
  );
}

it('as protocol buffers a webhook, its run, its steps and its calls are one trace as well, and say whose they are', async () => {
  const collector = await startCollector();
  bench = await startBench({
    telemetry: exportingTo(collector.url, {
      protocol: 'http/protobuf',
      resourceAttributes: { 'deployment.environment.name': 'Köln 𠀀' },
    }),
  });
  const { id } = await bench.play('orders', sampleOrder(), {
    headers: { traceparent: `00-${TRACE_ID}-${SHOP_SPAN}-01` },
  });
  const calls = bench.crm.journal.calls(({ path }) => path.startsWith('/Api/V8/module')).length;
  await bench.service.stop();

  const exports = collector.received.filter(({ path }) => path === '/v1/traces');
  const all = exports.flatMap(({ body }) => spansIn(body));
  const spans = all.filter(({ traceId }) => traceId === TRACE_ID);
  const webhook = spans.find(({ name }) => name === 'POST /webhooks/orders');
  const run = spans.find(({ name }) => name === 'process order.paid');
  expect(webhook).toMatchObject({
    parentSpanId: SHOP_SPAN,
    attributes: { 'http.route': '/webhooks/orders', 'tillbridge.event.id': id, 'tillbridge.event.type': 'order.paid' },
    scope: 'tillbridge',
  });
  expect(run?.parentSpanId).toBe(webhook?.spanId);
  const steps = spans.filter(({ parentSpanId }) => parentSpanId === run?.spanId);
  const stepIds = steps.map(({ spanId }) => spanId);
  expect(steps).not.toHaveLength(0);
  expect(spans.filter(({ parentSpanId }) => stepIds.includes(parentSpanId))).toHaveLength(calls);
  expect(new Set(all.map(({ spanId }) => spanId)).size).toBe(all.length);
  for (const { of } of all) {
    expect(of).toMatchObject({ 'service.name': 'tillbridge', 'deployment.environment.name': 'Köln 𠀀' });
    expect(of['service.instance.id']).not.toBe('');
  }
  const types = collector.received.map(({ headers }) => headers['content-type']);
  expect(new Set(types)).toEqual(new Set(['application/x-protobuf']));
});
