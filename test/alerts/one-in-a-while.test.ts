import { expect, test } from 'vitest';
import { failedRun, startReceiver, testClock, useAlerts } from '../support/alerts.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { waitFor } from '../support/wait-for.ts';

const inbox = useTestInbox();
const start = useAlerts();
const DEAD = 'alert.event_dead';

/** The deaths that a receiver was told of. */
const deaths = (received: readonly { type: string; data: { count: number } }[]) =>
  received.filter(({ type }) => type === DEAD).map(({ data }) => data.count);

const heldDeaths = async () => (await inbox.current.prisma.heldAlert.findUnique({ where: { type: DEAD } }))?.held ?? 0;

test('an alert is signed, says what happened to whom, and links to the console', async () => {
  const clock = testClock();
  const receiver = await startReceiver(undefined, clock.now);
  const publicUrl = 'https://till.example.com';
  const { events } = start(inbox.current, { url: receiver.url, now: clock.now, publicUrl });
  events.emit('runEnded', failedRun('dead'));
  const dead = await waitFor('it is told', () => receiver.received.find(({ type }) => type === DEAD) ?? null);
  expect(dead).toMatchObject({
    id: expect.stringMatching(/^alert_[\da-f-]{36}$/),
    timestamp: '2026-02-03T12:00:00.000Z',
    data: {
      title: 'An event is dead',
      text: expect.stringContaining(
        'order.paid 01926f00-0000-7000-8000-000000000001: permanent unknown_in_crm at step currency',
      ),
      count: 1,
      url: 'https://till.example.com/console',
    },
    text: expect.stringMatching(/^An event is dead\n.*\nhttps:\/\/till\.example\.com\/console$/),
  });
});

test('of one type there is one in 15 minutes; the next says how often it happened meanwhile', async () => {
  const clock = testClock();
  const receiver = await startReceiver(undefined, clock.now);
  const { events } = start(inbox.current, { url: receiver.url, now: clock.now });
  const ended: string[] = [];
  events.on('alertEnded', ({ type, outcome, count }) => type === DEAD && ended.push(`${outcome} ${count}`));
  events.emit('runEnded', failedRun('dead'));
  await waitFor('the first is told', () => deaths(receiver.received).length === 1);
  for (let times = 0; times < 3; times += 1) events.emit('runEnded', failedRun('dead'));
  await waitFor('three are held', async () => (await heldDeaths()) === 3);
  clock.pass(14.9);
  events.emit('runEnded', failedRun('dead'));
  await waitFor('four are held', async () => (await heldDeaths()) === 4);
  expect(deaths(receiver.received)).toEqual([1]);
  clock.pass(0.2);
  await waitFor('the rest is told, though nothing more happens', () => deaths(receiver.received).length === 2);
  expect(deaths(receiver.received)).toEqual([1, 4]);
  expect(receiver.received.at(-1)?.text).toContain('(4 times since the last alert of this kind)');
  await waitFor('it is counted', () => ended.length === 4);
  expect(ended).toEqual(['sent 1', 'suppressed 3', 'suppressed 1', 'sent 1']);
});

test('two services on one database tell one thing once, whichever of them it happens to', async () => {
  const clock = testClock();
  const receiver = await startReceiver(undefined, clock.now);
  const all = [1, 2].map(() => start(inbox.current, { url: receiver.url, now: clock.now }));
  for (const { events } of all) events.emit('runEnded', failedRun('dead'));
  for (const { events } of all) events.emit('crmAway', { crm: 'suitecrm' });
  await waitFor('all that was not told is held', async () => {
    const told = deaths(receiver.received).reduce((sum, count) => sum + count, 0);
    return receiver.types().includes('alert.crm_away') && told + (await heldDeaths()) === 2;
  });
  expect(deaths(receiver.received)).toHaveLength(1);
  clock.pass(16);
  for (const { events } of all) events.emit('dataRequested', { shop: 'main', event: 'e' });
  await waitFor('what comes after is told', () => receiver.types().includes('alert.data_request'));
  await waitFor('nothing is held', async () => (await heldDeaths()) === 0);
  await waitFor('both deaths are told', () => deaths(receiver.received).reduce((sum, count) => sum + count, 0) === 2);
  // Both replicas saw the outage, which is one, and the same new group of errors.
  const { length } = receiver.types().filter((type) => type === 'alert.crm_away');
  expect(length).toBe(1);
  expect(receiver.types().filter((type) => type === 'alert.error_group')).toHaveLength(1);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(receiver.received.length);
});

test('what happens as the service stops is kept, and told by the next one', async () => {
  const clock = testClock();
  const receiver = await startReceiver(undefined, clock.now);
  const first = start(inbox.current, { url: receiver.url, now: clock.now, timings: { gapMs: 60_000 } });
  await first.alerts.stop();
  first.events.emit('runEnded', failedRun('dead'));
  await first.alerts.stop();
  expect(await heldDeaths()).toBe(1);
  start(inbox.current, { url: receiver.url, now: clock.now });
  await waitFor('it is told', () => deaths(receiver.received).length === 1);
});
