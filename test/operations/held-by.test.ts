import { expect, test } from 'vitest';
import { settleDead, settleRetrying, settleWaiting } from '../../src/inbox/settle.ts';
import type { NewEvent } from '../../src/inbox/types.ts';
import { findHolder } from '../../src/operations/held-by.ts';
import { claimDue, newEvent, newOrder, newRefund, store, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const FAILURE = { errorClass: 'transient', code: 'unavailable', step: null, message: 'It is away' } as const;

const holderOf = async ({ id }: Pick<NewEvent, 'id'>) => (await findHolder(inbox.current, id))?.id ?? null;

test('an event is held by the first of its line, until that lets go', async () => {
  const [first, second, third] = [newEvent({ keys: ['k'] }), newEvent({ keys: ['k', 'l'] }), newEvent({ keys: ['l'] })];
  await store(inbox.current, first, second, third);
  expect(await findHolder(inbox.current, second.id)).toMatchObject({
    id: first.id,
    type: first.type,
    status: 'pending',
  });
  expect([await holderOf(first), await holderOf(third)]).toEqual([null, second.id]);
  const [held] = await claimDue(inbox.current);
  if (held === undefined) throw new TypeError('the first is due');
  await settleRetrying(inbox.current, held, FAILURE, 60_000);
  expect(await findHolder(inbox.current, second.id)).toMatchObject({ id: first.id, status: 'retrying' });
});

test('a dead event holds nobody, and what is settled or runs is held by nobody', async () => {
  const dead = await storeAndClaim(inbox.current, newEvent({ keys: ['k'] }));
  await settleDead(inbox.current, dead, FAILURE);
  const running = await storeAndClaim(inbox.current, newEvent({ keys: ['k'] }));
  const next = newEvent({ keys: ['k'] });
  await store(inbox.current, next);
  expect([await holderOf(dead), await holderOf(running), await holderOf(next)]).toEqual([null, null, running.id]);
});

test('a refund that waits holds up nobody, and is held while its order runs', async () => {
  const refund = await storeAndClaim(inbox.current, newRefund('O1', 'R1'));
  await settleWaiting(inbox.current, refund, 'order O1', 60_000);
  const order = newOrder('O1');
  await store(inbox.current, order);
  expect([await holderOf(refund), await holderOf(order)]).toEqual([null, null]);
  await claimDue(inbox.current);
  expect([await holderOf(refund), await holderOf(order)]).toEqual([order.id, null]);
});
