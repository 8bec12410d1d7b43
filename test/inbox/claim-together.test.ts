import { expect, test } from 'vitest';
import { settleDead, settleDone, settleRetrying, settleWaiting } from '../../src/inbox/settle.ts';
import {
  claimDue,
  ids,
  makeDue,
  newEvent,
  newOrder,
  newRefund,
  readEvent,
  readKeys,
  store,
} from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const FAILURE = { errorClass: 'transient', code: 'test', step: null, message: 'it failed' } as const;

async function claimOne() {
  const [event, ...others] = await claimDue(inbox.current);
  expect(others).toEqual([]);
  if (event === undefined) throw new TypeError('nothing was claimed');
  return event;
}

async function finishAll(): Promise<string[]> {
  const order: string[] = [];
  for (;;) {
    const events = await claimDue(inbox.current);
    if (events.length === 0) return order;
    for (const event of events) {
      order.push(event.id);
      await settleDone(inbox.current, event, []);
    }
  }
}

test('events that share a key run one after another in order of arrival', async () => {
  const events = Array.from({ length: 5 }, () => newEvent({ keys: ['user:experience:U1'] }));
  await store(inbox.current, ...events);
  for (const event of events) {
    const claimed = await claimOne();
    expect(claimed.id).toBe(event.id);
    expect(await claimDue(inbox.current)).toEqual([]);
    await settleDone(inbox.current, claimed, []);
  }
});

test('a chain keeps its order: A shares its user with B, and B its address with C', async () => {
  const a = newEvent({ keys: ['user:experience:U1', 'email:suitecrm:a@example.com'] });
  const b = newEvent({ keys: ['user:experience:U1', 'email:suitecrm:b@example.com'] });
  const c = newEvent({ keys: ['user:experience:U2', 'email:suitecrm:b@example.com'] });
  await store(inbox.current, a, b, c);
  expect(await finishAll()).toEqual(ids([a, b, c]));
});

test('events that share nothing run side by side', async () => {
  const events = Array.from({ length: 5 }, (_, index) => newEvent({ keys: [`user:experience:U${index}`] }));
  await store(inbox.current, ...events);
  expect(ids(await claimDue(inbox.current)).toSorted()).toEqual(ids(events).toSorted());
});

test('an event that retries holds back later ones of its key, and none other', async () => {
  const [first, second] = [newEvent({ keys: ['k'] }), newEvent({ keys: ['k', 'l'] })];
  const [third, free] = [newEvent({ keys: ['l'] }), newEvent({ keys: ['m'] })];
  await store(inbox.current, first, second);
  await settleRetrying(inbox.current, await claimOne(), FAILURE, 60_000);
  await store(inbox.current, third, free);
  expect(ids(await claimDue(inbox.current))).toEqual([free.id]);
  await makeDue(inbox.current, first.id);
  await inbox.current.prisma.event.update({ where: { id: free.id }, data: { status: 'discarded' } });
  expect(await finishAll()).toEqual(ids([first, second, third]));
});

test('a dead event holds back nobody', async () => {
  const [first, second] = [newEvent({ keys: ['k'] }), newEvent({ keys: ['k'] })];
  await store(inbox.current, first, second);
  await settleDead(inbox.current, await claimOne(), FAILURE);
  expect((await claimOne()).id).toBe(second.id);
});

test('a waiting refund does not hold back its order, and runs once the order is done', async () => {
  const [refund, order] = [newRefund('O1', 'R1'), newOrder('O1')];
  await store(inbox.current, refund, order);
  await settleWaiting(inbox.current, await claimOne(), 'order O1', 60_000);
  const running = await claimOne();
  expect(running.id).toBe(order.id);
  await makeDue(inbox.current, refund.id);
  expect(await claimDue(inbox.current)).toEqual([]);
  await settleDone(inbox.current, running, []);
  expect((await claimOne()).id).toBe(refund.id);
});

test('refunds that waited for one order run one after another in order of arrival', async () => {
  const refunds = ['R1', 'R2', 'R3'].map((refundId) => newRefund('O1', refundId));
  const order = newOrder('O1');
  await store(inbox.current, ...refunds, order);
  for (const _ of refunds) await settleWaiting(inbox.current, await claimOne(), 'order O1', 60_000);
  await settleDone(inbox.current, await claimOne(), []);
  for (const refund of refunds) {
    const running = await claimOne();
    expect(running.id).toBe(refund.id);
    await settleDone(inbox.current, running, []);
  }
});

test('a waiting refund that looks again while its order is due runs alone, and the order after it', async () => {
  const [refund, order, other] = [newRefund('O1', 'R1'), newOrder('O1'), newEvent({ keys: ['k'] })];
  await store(inbox.current, refund);
  await settleWaiting(inbox.current, await claimOne(), 'order O1', 60_000);
  await store(inbox.current, order, other);
  await makeDue(inbox.current, refund.id, order.id);
  const claimed = await claimDue(inbox.current);
  expect(ids(claimed).toSorted()).toEqual(ids([refund, other]).toSorted());
  for (const event of claimed) await settleWaiting(inbox.current, event, 'order O1', 60_000);
  expect((await claimOne()).id).toBe(order.id);
});

test('a refund that no longer waits but retries holds back later ones of its order', async () => {
  const [first, second] = [newRefund('O1', 'R1'), newRefund('O1', 'R2')];
  await store(inbox.current, first);
  await settleWaiting(inbox.current, await claimOne(), 'order O1', 60_000);
  await makeDue(inbox.current, first.id);
  await settleRetrying(inbox.current, await claimOne(), FAILURE, 60_000);
  await store(inbox.current, second);
  expect(await claimDue(inbox.current)).toEqual([]);
  expect(await readKeys(inbox.current, first.id)).toEqual([
    { key: 'order:experience:O1', holds: true, running: false },
  ]);
});

test('an event that arrives while a later one runs waits for it', async () => {
  const [first, second] = [newEvent({ keys: ['k'] }), newEvent({ keys: ['k'] })];
  await store(inbox.current, first, second);
  await settleDead(inbox.current, await claimOne(), FAILURE);
  const running = await claimOne();
  await inbox.current.prisma.event.update({ where: { id: first.id }, data: { status: 'pending' } });
  await inbox.current.prisma.eventKey.create({
    data: { key: 'k', eventId: first.id, seq: (await readEvent(inbox.current, first.id)).seq },
  });
  expect(await claimDue(inbox.current)).toEqual([]);
  await settleDone(inbox.current, running, []);
  expect((await claimOne()).id).toBe(first.id);
});

test('the running event of a key is the only one, whatever a worker believes', async () => {
  const [first, second] = [newEvent({ keys: ['k'] }), newEvent({ keys: ['k'] })];
  await store(inbox.current, first, second);
  await claimOne();
  const { prisma } = inbox.current;
  await expect(
    prisma.eventKey.updateMany({ where: { eventId: second.id }, data: { running: true } }),
  ).rejects.toThrow();
});
