import { expect, test } from 'vitest';
import { OrderHistory } from '../../src/inbox/order-history.ts';
import { settleDead, settleDone } from '../../src/inbox/settle.ts';
import { newOrder, newRefund, store, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const FAILURE = { errorClass: 'permanent', code: 'test', step: null, message: 'it failed' } as const;
const history = () => new OrderHistory(inbox.current);

async function done(orderId: string) {
  const order = newOrder(orderId);
  await settleDone(inbox.current, await storeAndClaim(inbox.current, order), []);
  return order;
}

test('an order that is done is found with its body', async () => {
  const order = await done('O1');
  const found = await history().doneOrder('experience', 'O1');
  expect(found).toMatchObject({ id: order.id, type: 'order.paid' });
  expect(Buffer.from(found?.body ?? []).equals(order.body)).toBe(true);
});

test('of several that are done the first counts', async () => {
  const [first] = [await done('O1'), await done('O1')];
  expect(await history().doneOrder('experience', 'O1')).toMatchObject({ id: first.id });
});

test('an order of another unit or another number is not found', async () => {
  await done('O1');
  expect(await history().doneOrder('elsewhere', 'O1')).toBeNull();
  expect(await history().doneOrder('experience', 'O2')).toBeNull();
});

test('an order that is still to be done, or dead, is open', async () => {
  const order = newOrder('O1');
  await store(inbox.current, order);
  expect(await history().openOrder('experience', 'O1')).toEqual({ id: order.id, status: 'pending' });
  expect(await history().doneOrder('experience', 'O1')).toBeNull();
  const running = await storeAndClaim(inbox.current, newOrder('O2'));
  expect(await history().openOrder('experience', 'O2')).toEqual({ id: running.id, status: 'running' });
  await settleDead(inbox.current, running, FAILURE);
  expect(await history().openOrder('experience', 'O2')).toEqual({ id: running.id, status: 'dead' });
});

test('of several open ones the newest is told', async () => {
  const [first, second] = [newOrder('O1'), newOrder('O1')];
  await store(inbox.current, first, second);
  expect(await history().openOrder('experience', 'O1')).toMatchObject({ id: second.id });
});

test('an order that is done or discarded is not open, and a refund is no order', async () => {
  await done('O1');
  const discarded = newOrder('O2');
  await store(inbox.current, discarded, newRefund('O3', 'R1'));
  await inbox.current.prisma.event.update({ where: { id: discarded.id }, data: { status: 'discarded' } });
  for (const orderId of ['O1', 'O2', 'O3']) expect(await history().openOrder('experience', orderId)).toBeNull();
});
