import { afterEach, expect, it } from 'vitest';
import { faultActions, type JournaledCall } from '../../lab/simulator/suitecrm/index.ts';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { replay } from '../../src/inbox/replay.ts';
import { exportingTo, KIND, type ReceivedSpan, STATUS, startCollector } from '../support/collector.ts';
import { type Bench, type BenchOptions, startBench } from '../support/service.ts';

let bench: Bench;
afterEach(async () => {
  await bench.close();
});

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SHOP_SPAN = '00f067aa0ba902b7';
const ORIGIN = { traceparent: `00-${TRACE_ID}-${SHOP_SPAN}-01` };

/** Starts a service that exports to a collector. */
async function startExporting(options: BenchOptions = {}) {
  const collector = await startCollector();
  bench = await startBench({ telemetry: exportingTo(collector.url), ...options });
  return collector;
}

/** The calls made for events: no logins and no probes, which belong to none. */
function eventCalls(): readonly JournaledCall[] {
  return bench.crm.journal.calls(({ path }) => path.startsWith('/Api/V8/module'));
}

const ofTrace = (spans: readonly ReceivedSpan[]) => spans.filter(({ traceId }) => traceId === TRACE_ID);
const ofKind = (spans: readonly ReceivedSpan[], kind: keyof typeof KIND) =>
  spans.filter((span) => span.kind === KIND[kind]);
const idsOf = (spans: readonly ReceivedSpan[]) => spans.map(({ spanId }) => spanId).toSorted();

it('a webhook is one trace: itself under what the shop does, its run under it, steps under the run, calls under their steps', async () => {
  const collector = await startExporting();
  const { id } = await bench.play('orders', sampleOrder(), { headers: ORIGIN });
  await bench.service.stop();
  const spans = ofTrace(collector.spans());
  const [[webhook], [run]] = [ofKind(spans, 'server'), ofKind(spans, 'consumer')];
  const [steps, calls] = [ofKind(spans, 'internal'), ofKind(spans, 'client')];

  expect(spans).toHaveLength(2 + steps.length + calls.length);
  expect(new Set(idsOf(spans)).size).toBe(spans.length);
  expect(webhook).toMatchObject({
    name: 'POST /webhooks/orders',
    parentSpanId: SHOP_SPAN,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/webhooks/orders',
      'http.response.status_code': 202,
      'tillbridge.event.id': id,
      'tillbridge.event.type': 'order.paid',
    },
    status: { code: STATUS.unset },
  });
  expect(run).toMatchObject({
    name: 'process order.paid',
    parentSpanId: webhook?.spanId,
    attributes: {
      'tillbridge.event.id': id,
      'tillbridge.event.type': 'order.paid',
      'tillbridge.business_unit': 'experience',
      'tillbridge.crm': 'suitecrm',
      'tillbridge.attempt': 1,
      'tillbridge.mode': 'resume',
      'tillbridge.outcome': 'done',
      'tillbridge.warnings': 0,
    },
    status: { code: STATUS.unset },
  });
  for (const step of steps)
    expect(step).toMatchObject({ parentSpanId: run?.spanId, name: expect.stringMatching(/^step /) });
  const names = steps.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['step contact', 'step invoice', 'step line']));
  for (const call of calls) expect(idsOf(steps)).toContain(call.parentSpanId);
  expect(calls.find(({ name }) => name === 'POST /Api/V8/module')).toMatchObject({
    attributes: {
      'http.request.method': 'POST',
      'url.template': '/Api/V8/module',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(bench.crm.url).port),
      'http.response.status_code': 201,
      'tillbridge.crm': 'suitecrm',
      'tillbridge.crm.operation': 'create',
    },
  });
  for (const { startTimeUnixNano, endTimeUnixNano, parentSpanId } of [...steps, ...calls]) {
    const parent = spans.find(({ spanId }) => spanId === parentSpanId);
    expect(BigInt(startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(parent?.startTimeUnixNano ?? 0));
    expect(BigInt(endTimeUnixNano)).toBeLessThanOrEqual(BigInt(parent?.endTimeUnixNano ?? 0));
  }
});

it('what a call carries to the CRM names its own span', async () => {
  const collector = await startExporting();
  await bench.play('orders', sampleOrder(), { headers: ORIGIN });
  await bench.service.stop();
  const sent = eventCalls().map(({ headers }) => headers.traceparent ?? '');
  for (const traceparent of sent) expect(traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[\\da-f]{16}-01$`));
  expect(sent.map((traceparent) => traceparent.split('-')[2] ?? '').toSorted()).toEqual(
    idsOf(ofKind(ofTrace(collector.spans()), 'client')),
  );
});

it('a call that fails has its error, and so have its step and its run', async () => {
  const collector = await startExporting();
  bench.crm.faults.add({ match: { method: 'POST', module: 'AOS_Invoices' }, action: { kind: 'access-denied' } });
  expect(await bench.play('orders', sampleOrder(), { headers: ORIGIN })).toMatchObject({ status: 'dead' });
  await bench.service.stop();
  const failed = ofTrace(collector.spans()).filter(({ status }) => status.code === STATUS.error);
  const error = { 'error.type': 'access_denied', 'tillbridge.error.class': 'permanent' };
  const of = (kind: keyof typeof KIND) => ofKind(failed, kind);
  expect(of('client')).toMatchObject([
    { name: 'POST /Api/V8/module', attributes: { ...error, 'tillbridge.crm.module': 'AOS_Invoices' } },
  ]);
  expect(of('internal')).toMatchObject([{ name: 'step invoice', attributes: error }]);
  expect(of('consumer')).toMatchObject([
    { attributes: { ...error, 'tillbridge.outcome': 'dead', 'tillbridge.step': 'invoice' } },
  ]);
  expect(failed.every(({ status }) => status.message === 'access_denied')).toBe(true);
  expect(of('server')).toEqual([]);
});

it('a retry and a replay are runs of their own under the same webhook, also in another process', async () => {
  const collector = await startExporting();
  bench.crm.faults.add({ match: { method: 'POST', module: 'Contacts' }, action: faultActions.cutBefore });
  bench.crm.faults.add({ match: { method: 'POST', module: 'AOS_Invoices' }, action: { kind: 'access-denied' } });
  const order = await bench.send('orders', sampleOrder(), { headers: ORIGIN });
  expect(await bench.settled(order)).toMatchObject({ status: 'dead', attempts: 2 });
  bench = await bench.restart();
  expect(await replay(bench.database.database, order)).toBe('replayed');
  bench.service.wake();
  await expect
    .poll(() => bench.database.database.prisma.event.findUniqueOrThrow({ where: { id: order } }))
    .toMatchObject({ status: 'done' });
  await bench.service.stop();
  const spans = ofTrace(collector.spans());
  const [webhook] = ofKind(spans, 'server');
  const runs = ofKind(spans, 'consumer').toSorted((a, b) => (a.startTimeUnixNano < b.startTimeUnixNano ? -1 : 1));
  expect(runs.map(({ attributes }) => attributes['tillbridge.outcome'])).toEqual(['retrying', 'dead', 'done']);
  for (const run of runs) expect(run.parentSpanId).toBe(webhook?.spanId);
});

it('a webhook without a trace begins one; one that is refused is a trace that names why', async () => {
  const collector = await startExporting();
  await bench.play('registrations', sampleRegistration());
  expect(await bench.shop.send('registrations', { type: 'customer.registered' })).toMatchObject({ status: 422 });
  await bench.service.stop();
  const webhooks = ofKind(collector.spans(), 'server');
  expect(webhooks.map(({ parentSpanId }) => parentSpanId)).toEqual([undefined, undefined]);
  expect(new Set(webhooks.map(({ traceId }) => traceId)).size).toBe(2);
  expect(webhooks[1]).toMatchObject({
    attributes: { 'http.response.status_code': 422, 'tillbridge.problem': 'event_invalid' },
    status: { code: STATUS.unset },
  });
  const logins = collector.spans().filter(({ attributes }) => attributes['tillbridge.crm.operation'] === 'login');
  expect(logins.map(({ name, parentSpanId }) => [name, parentSpanId])).toContainEqual([
    'POST /Api/access_token',
    undefined,
  ]);
});

it('a trace that its sender does not record is not recorded here, and is passed on so', async () => {
  const collector = await startExporting();
  const traceparent = `00-${TRACE_ID}-${SHOP_SPAN}-00`;
  await bench.play('registrations', sampleRegistration(), { headers: { traceparent } });
  await bench.service.stop();
  expect(ofTrace(collector.spans())).toEqual([]);
  const sent = eventCalls().map(({ headers }) => headers.traceparent);
  expect(sent.length).toBeGreaterThan(0);
  for (const passedOn of sent) expect(passedOn).toMatch(new RegExp(`^00-${TRACE_ID}-[\\da-f]{16}-00$`));
});

it('nothing of what the shop wrote is in what is exported, whatever becomes of it', async () => {
  const collector = await startExporting();
  bench.crm.faults.add({ match: { method: 'POST', module: 'AOS_Invoices' }, action: { kind: 'access-denied' } });
  bench.crm.faults.add({ match: { method: 'GET', module: 'Contacts' }, action: faultActions.cutBefore });
  const [registration, order] = [sampleRegistration(), sampleOrder()];
  expect(await bench.play('registrations', registration)).toMatchObject({ status: 'done' });
  expect(await bench.play('orders', order)).toMatchObject({ status: 'dead' });
  await bench.service.stop();
  const text = collector.text();
  const words = new Set([registration, order].flatMap(textsOf));
  const written = [...words].filter((word) => word.length > 3 && !KNOWN.has(word));
  expect(written.length).toBeGreaterThan(20);
  // Digits of a time are no words.
  const isIn = (word: string) => new RegExp(`(?<!\\d)${RegExp.escape(word)}(?!\\d)`).test(text);
  expect(written.filter(isIn)).toEqual([]);
  expect(text).not.toMatch(/filter%5B|filter\[|Bearer|@example/);
});

/** Words that the service says by itself. */
const KNOWN = new Set(['order.paid', 'customer.registered', 'experience']);

function textsOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsOf);
  return value === null || typeof value === 'boolean' ? [] : [String(value)];
}
