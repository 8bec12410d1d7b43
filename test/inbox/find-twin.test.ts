import { expect, test } from 'vitest';
import { findTwin } from '../../src/inbox/find-twin.ts';
import { settleDead, settleDone } from '../../src/inbox/settle.ts';
import type { NewEvent } from '../../src/inbox/types.ts';
import { newEvent, newOrder, newRefund, sha256, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const SAME = sha256(Buffer.from('same'));
const registration = (userId: string, changes: Partial<NewEvent> = {}) => newEvent({ userId, ...changes });

/** Stores an event and settles it as done. */
async function done(event: NewEvent): Promise<string> {
  await settleDone(inbox.current, await storeAndClaim(inbox.current, event), []);
  return event.id;
}

const twinOf = async (event: NewEvent) => findTwin(inbox.current, await storeAndClaim(inbox.current, event));

test.each([
  ['registration', () => registration('U1', { contentSha256: SAME })],
  ['order', () => newOrder('O1', { contentSha256: SAME })],
  ['refund', () => newRefund('O1', 'R1', { contentSha256: SAME })],
])('the same %s that is done already is found', async (_, make) => {
  const id = await done(make());
  expect(await twinOf(make())).toMatchObject({ id, sameContent: true });
});

test('another content of the same order is told', async () => {
  const id = await done(newOrder('O1'));
  expect(await twinOf(newOrder('O1'))).toMatchObject({ id, sameContent: false });
});

test.each([
  ['user', registration('U1'), registration('U2')],
  ['order', newOrder('O1'), newOrder('O2')],
  ['refund of the same order', newRefund('O1', 'R1'), newRefund('O1', 'R2')],
  ['refund of another order', newRefund('O1', 'R1'), newRefund('O2', 'R1')],
  ['unit', registration('U1'), registration('U1', { businessUnit: 'elsewhere' })],
  ['type of the same order', newOrder('O1'), newRefund('O1', 'R1')],
  ['type of the same user', registration('U1'), newOrder('O1', { userId: 'U1' })],
])('another %s is no twin', async (_, first, second) => {
  await done(first);
  expect(await twinOf(second)).toBeNull();
});

test('an event is no twin of itself', async () => {
  expect(await twinOf(newOrder('O1'))).toBeNull();
});

test('a dead order is no twin, so that a corrected one can be sent', async () => {
  const dead = await storeAndClaim(inbox.current, newOrder('O1'));
  await settleDead(inbox.current, dead, { errorClass: 'permanent', code: 'test', step: null, message: 'it failed' });
  expect(await twinOf(newOrder('O1'))).toBeNull();
});

test('of several that are done the first is the twin', async () => {
  const first = await done(newOrder('O1'));
  await done(newOrder('O1'));
  expect(await twinOf(newOrder('O1'))).toMatchObject({ id: first });
});

test('two guests without a user id have no twin', async () => {
  await done(newEvent());
  expect(await twinOf(newEvent())).toBeNull();
});
