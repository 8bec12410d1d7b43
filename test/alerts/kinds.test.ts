import { expect, test } from 'vitest';
import { alertBody } from '../../src/alerts/alert-body.ts';
import { escapeMarkup, plainWords } from '../../src/alerts/plain-words.ts';
import type { ServiceEvents } from '../../src/domain/service-events.ts';
import { failedRun, startReceiver, testClock, useAlerts } from '../support/alerts.ts';
import { newEvent, newRefund, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { unrecorded } from '../support/tracing.ts';
import { waitFor } from '../support/wait-for.ts';

const inbox = useTestInbox();
const start = useAlerts();

/** Alerts with a receiver and a clock; `told` waits until so many of a type have come. */
async function startAll(changes: { readonly paused?: () => boolean } = {}) {
  const clock = testClock();
  const receiver = await startReceiver(undefined, clock.now);
  const { events } = start(inbox.current, { url: receiver.url, now: clock.now, ...changes });
  const of = (type: string) => receiver.received.filter((alert) => alert.type === `alert.${type}`);
  return {
    clock,
    events,
    of,
    told: async (type: string, times = 1) => {
      await waitFor(`${times} of ${type}`, () => of(type).length >= times);
      return of(type);
    },
  };
}

/** Lets one thing happen that is always told, and waits for it: by then all that came before was told. */
async function passBy({ events, told, of }: Awaited<ReturnType<typeof startAll>>): Promise<void> {
  const before = of('data_request').length;
  events.emit('dataRequested', { shop: 'main', event: 'e' });
  await told('data_request', before + 1);
}

function answer(events: ServiceEvents, status: number, times: number, route = 'orders'): void {
  const answered = { route, status, durationMs: 1, span: unrecorded().enter(null), event: null, problem: null };
  for (let each = 0; each < times; each += 1) events.emit('webhookAnswered', answered);
}

test('a group of errors is told when it is new, and again once it was not seen for a week', async () => {
  const all = await startAll();
  const { clock, events, told, of } = all;
  events.emit('runEnded', failedRun('dead', { step: 'product TEA@x.com look-up' }));
  const [first] = await told('error_group');
  expect(first?.data).toMatchObject({
    count: 1,
    text: expect.stringContaining('order.paid: permanent unknown_in_crm at product look-up'),
  });
  expect(JSON.stringify(first)).not.toMatch(/TEA|x\.com|robot4/);

  clock.pass(16);
  events.emit('runEnded', failedRun('retrying', { step: 'product COFFEE look-up' }));
  events.emit('runEnded', failedRun('held_back', { code: 'no_answer' }));
  await passBy(all);
  expect(of('error_group')).toHaveLength(1);

  clock.pass(16);
  events.emit('runEnded', failedRun('retrying', { code: 'no_answer' }));
  events.emit('runEnded', failedRun('retrying', { code: 'no_answer', type: 'order.refunded' }));
  expect((await told('error_group', 2))[1]?.data.count).toBe(2);

  // What is seen each day is never new.
  for (let days = 0; days < 9; days += 1) {
    clock.pass(24 * 60);
    events.emit('runEnded', failedRun('dead', { step: 'product X look-up' }));
    await passBy(all);
  }
  expect(of('error_group')).toHaveLength(2);
  clock.pass(8 * 24 * 60);
  events.emit('runEnded', failedRun('dead', { step: 'product X look-up' }));
  await told('error_group', 3);
});

test('a CRM is told away once and back once; a shop is no CRM', async () => {
  const all = await startAll();
  const { clock, events, told, of } = all;
  events.emit('crmAnswers', { crm: 'suitecrm' });
  events.emit('crmAway', { crm: 'shop:main' });
  events.emit('crmAway', { crm: 'suitecrm' });
  const [away] = await told('crm_away');
  expect(away?.data).toMatchObject({
    title: 'suitecrm is away',
    text: expect.stringContaining('2026-02-03 12:00:00 UTC'),
  });
  clock.pass(20);
  events.emit('crmAway', { crm: 'suitecrm' });
  await passBy(all);
  events.emit('crmAnswers', { crm: 'suitecrm' });
  const [back] = await told('crm_back');
  expect(back?.data.text).toContain('away from 2026-02-03 12:00:00 UTC');
  expect(of('crm_away')).toHaveLength(1);
});

test('a CRM that somebody has paused may be away; at the resume it is told', async () => {
  let paused = true;
  const all = await startAll({ paused: () => paused });
  all.events.emit('crmAway', { crm: 'suitecrm' });
  await passBy(all);
  expect(all.of('crm_away')).toEqual([]);
  paused = false;
  all.events.emit('crmAway', { crm: 'suitecrm' });
  await all.told('crm_away');
});

test('refused webhooks are told from three on, and over a tenth of the last five minutes', async () => {
  const all = await startAll();
  const { clock, events, told, of } = all;
  answer(events, 401, 2);
  answer(events, 404, 50, 'other');
  await passBy(all);
  clock.pass(16);
  // 3 of 30 are no more than a tenth.
  answer(events, 202, 27);
  answer(events, 422, 3);
  answer(events, 409, 0);
  await passBy(all);
  expect(of('webhooks_refused')).toEqual([]);
  answer(events, 401, 1);
  const [alert] = await told('webhooks_refused');
  expect(alert?.data.text).toContain('4 of 31 webhooks of the last 5 minutes were refused, 1 with 401 and 3 with 422');
  expect(alert?.data.count).toBe(6);
  clock.pass(16);
  answer(events, 202, 5);
  await passBy(all);
  expect(of('webhooks_refused')).toHaveLength(1);
});

test('an event that waits for over an hour is told once a day, whatever it waits for', async () => {
  const { prisma } = inbox.current;
  const [fresh, old, done] = [newEvent(), newRefund('O1', 'R1'), newEvent()];
  await store(inbox.current, fresh, old, done);
  const since = (minutes: number) => new Date(testClock().now().getTime() - minutes * 60_000);
  await prisma.event.update({ where: { id: fresh.id }, data: { receivedAt: since(5) } });
  await prisma.event.update({ where: { id: old.id }, data: { receivedAt: since(59), status: 'waiting' } });
  await prisma.event.update({ where: { id: done.id }, data: { receivedAt: since(600), status: 'done' } });
  const all = await startAll();
  const { clock, told, of } = all;
  await passBy(all);
  expect(of('oldest_event')).toEqual([]);
  clock.pass(16);
  const [alert] = await told('oldest_event');
  expect(alert?.data.text).toContain(`order.refunded ${old.id} is waiting for 75 minutes`);
  clock.pass(60);
  await passBy(all);
  expect(of('oldest_event')).toHaveLength(1);
  clock.pass(24 * 60);
  await told('oldest_event', 2);
});

test('a request for data names the shop and the event, and nobody', async () => {
  const { events, told } = await startAll();
  events.emit('dataRequested', { shop: 'main', event: 'e-1' });
  const [alert] = await told('data_request');
  expect(alert?.data).toMatchObject({
    count: 1,
    url: null,
    text: expect.stringMatching(/shop main .* 30 days.* events show e-1$/),
  });
});

test('what comes from elsewhere is no markup, no mention and no link in a chat', () => {
  expect(escapeMarkup('a & b <!channel> <https://evil|x>')).toBe('a &amp; b &lt;!channel&gt; &lt;https://evil|x&gt;');
  expect(plainWords('*bold*  @here\n<!channel>`x` [a](b) ünï 商品\u202e', 60)).toBe('bold here channel x a b ünï 商品');
  expect(plainWords('x'.repeat(1_000_000))).toHaveLength(80);
  const body = alertBody({ type: 'alert.event_dead', count: 1, title: '<b>', text: '&', at: new Date(0) }, null);
  expect(JSON.parse(body)).toEqual({
    type: 'alert.event_dead',
    timestamp: '1970-01-01T00:00:00.000Z',
    data: { title: '&lt;b&gt;', text: '&amp;', count: 1, url: null },
    text: '&lt;b&gt;\n&amp;',
  });
});
