import { expect, test } from 'vitest';
import { LeaseLost } from '../../src/inbox/lease-fence.ts';
import { AppliedUpdates, type UpdateKey } from '../../src/links/applied-updates.ts';
import { newRefund, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { loseLease } from '../support/workflows/step-runner.ts';

const inbox = useTestInbox();
const updates = (crm = 'suitecrm') => new AppliedUpdates(inbox.current, crm);
const ORDER: UpdateKey = { kind: 'order', businessUnit: 'experience', localId: 'O1' };
const at = (microseconds: string) => `2020-12-17T02:00:00.${microseconds}Z`;
const running = () => storeAndClaim(inbox.current, newRefund('O1', 'R1', { keys: [] }));

test('of what nobody has updated there is no update', async () => {
  expect(await updates().find(ORDER)).toBeNull();
});

test('the last update applied is kept, and the event that applied it', async () => {
  const held = await running();
  await updates().apply(held, ORDER, at('000001'));
  await updates().apply(held, ORDER, at('000002'));
  expect(await updates().find(ORDER)).toEqual({ at: at('000002'), eventId: held.id, seq: held.seq });
});

test('an older one does not take the place of a newer one; of two of one instant the later to come stands', async () => {
  const [first, second, third] = [await running(), await running(), await running()];
  await updates().apply(first, ORDER, at('000002'));
  await updates().apply(second, ORDER, at('000001'));
  expect(await updates().find(ORDER)).toEqual({ at: at('000002'), eventId: first.id, seq: first.seq });
  await updates().apply(third, ORDER, at('000002'));
  expect(await updates().find(ORDER)).toEqual({ at: at('000002'), eventId: third.id, seq: third.seq });
});

test('it stays known when the event that applied it is deleted', async () => {
  const held = await running();
  await updates().apply(held, ORDER, at('000001'));
  await inbox.current.prisma.event.delete({ where: { id: held.id } });
  expect(await updates().find(ORDER)).toEqual({ at: at('000001'), eventId: held.id, seq: null });
});

test.each<[string, string, UpdateKey]>([
  ['kind', 'suitecrm', { ...ORDER, kind: 'customer' }],
  ['business unit', 'suitecrm', { ...ORDER, businessUnit: 'market' }],
  ['id', 'suitecrm', { ...ORDER, localId: 'O2' }],
  ['CRM', 'ikcrm', ORDER],
])('what differs in %s has updates of its own', async (_, crm, other) => {
  await updates().apply(await running(), ORDER, at('000001'));
  expect(await updates(crm).find(other)).toBeNull();
});

test('an event whose lease has passed on writes nothing', async () => {
  const held = await running();
  await loseLease(inbox.current, held);
  await expect(updates().apply(held, ORDER, at('000001'))).rejects.toThrow(LeaseLost);
  expect(await updates().find(ORDER)).toBeNull();
});
