import { expect, test } from 'vitest';
import { settleDead, settleDone, settleWaiting } from '../../src/inbox/settle.ts';
import { claimDue, ids, newEvent, newOrder, newRefund, store, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

async function waitingRefund(orderId: string, refundId: string, businessUnit = 'experience'): Promise<string> {
  const keys = [`order:${businessUnit}:${orderId}`];
  const event = await storeAndClaim(inbox.current, newRefund(orderId, refundId, { businessUnit, keys }));
  await settleWaiting(inbox.current, event, `order ${orderId}`, 600_000);
  return event.id;
}

test('the refunds that wait for an order are woken when it is done, and no others', async () => {
  const mine = [await waitingRefund('O1', 'R1'), await waitingRefund('O1', 'R2')];
  await waitingRefund('O2', 'R3');
  await waitingRefund('O1', 'R4', 'elsewhere');
  await settleDone(inbox.current, await storeAndClaim(inbox.current, newOrder('O1')), []);
  for (const id of mine) {
    const woken = await claimDue(inbox.current);
    expect(ids(woken)).toEqual([id]);
    for (const event of woken) await settleDone(inbox.current, event, []);
  }
  expect(await claimDue(inbox.current)).toEqual([]);
});

test('an order that is dead wakes nobody', async () => {
  await waitingRefund('O1', 'R1');
  const order = await storeAndClaim(inbox.current, newOrder('O1'));
  const failure = { errorClass: 'permanent', code: 'test', step: null, message: 'it failed' } as const;
  await settleDead(inbox.current, order, failure);
  expect(await claimDue(inbox.current)).toEqual([]);
});

test('a registration that is done wakes nobody', async () => {
  await waitingRefund('O1', 'R1');
  await settleDone(inbox.current, await storeAndClaim(inbox.current, newEvent({ userId: 'U1' })), []);
  expect(await claimDue(inbox.current)).toEqual([]);
});

test('a refund that was woken is not overtaken by a later one of the same order', async () => {
  const first = await waitingRefund('O1', 'R1');
  const order = await storeAndClaim(inbox.current, newOrder('O1'));
  const later = newRefund('O1', 'R2', { keys: ['order:experience:O1'] });
  await store(inbox.current, later);
  await settleDone(inbox.current, order, []);
  expect(ids(await claimDue(inbox.current, { limit: 1 }))).toEqual([first]);
  expect(await claimDue(inbox.current, { limit: 1 })).toEqual([]);
});
