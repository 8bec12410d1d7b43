import { expect, test } from 'vitest';
import { claimDue, ids, makeDue, newEvent, readEvent, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

async function dueSince(id: string, seconds: number): Promise<void> {
  const nextAttemptAt = new Date(Date.now() - seconds * 1_000);
  await inbox.current.prisma.event.update({ where: { id }, data: { nextAttemptAt } });
}

test('a claimed event carries what a worker needs and a lease of its own', async () => {
  const event = newEvent({ userId: 'U1', keys: ['user:experience:U1'] });
  await store(inbox.current, event);
  const before = Date.now();
  const [claimed] = await claimDue(inbox.current, { owner: 'worker 7', leaseMs: 30_000 });
  expect(claimed).toMatchObject({
    id: event.id,
    type: 'customer.registered',
    crm: 'suitecrm',
    businessUnit: 'experience',
    userId: 'U1',
    orderId: null,
    refundId: null,
    attempts: 1,
    takeovers: 0,
  });
  expect(typeof claimed?.seq).toBe('bigint');
  const row = await readEvent(inbox.current, event.id);
  expect(row).toMatchObject({
    status: 'running',
    leaseOwner: 'worker 7',
    leaseToken: claimed?.leaseToken,
    attempts: 1,
  });
  expect(row.leaseExpiresAt?.getTime()).toBeGreaterThanOrEqual(before + 29_000);
  expect(row.leaseExpiresAt?.getTime()).toBeLessThanOrEqual(Date.now() + 31_000);
});

test('an event that is not due yet is left alone', async () => {
  const [due, later] = [newEvent(), newEvent()];
  await store(inbox.current, due, later);
  await dueSince(later.id, -60);
  expect(ids(await claimDue(inbox.current))).toEqual([due.id]);
  await makeDue(inbox.current, later.id);
  expect(ids(await claimDue(inbox.current))).toEqual([later.id]);
});

test('the longest due come first, and of those due at once the first that arrived', async () => {
  const events = Array.from({ length: 6 }, () => newEvent());
  const [a, b, c, d, e, f] = ids(events);
  await store(inbox.current, ...events);
  const at = new Date(Date.now() - 1_000);
  await inbox.current.prisma.event.updateMany({ data: { nextAttemptAt: at } });
  await dueSince(d ?? '', 20);
  await dueSince(b ?? '', 10);
  const order: string[] = [];
  for (let turn = 0; turn < 6; turn += 1) order.push(...ids(await claimDue(inbox.current, { limit: 1 })));
  expect(order).toEqual([d, b, a, c, e, f]);
});

test('no more than the limit are claimed', async () => {
  await store(inbox.current, ...Array.from({ length: 7 }, () => newEvent()));
  expect(await claimDue(inbox.current, { limit: 5 })).toHaveLength(5);
  expect(await claimDue(inbox.current, { limit: 5 })).toHaveLength(2);
  expect(await claimDue(inbox.current, { limit: 5 })).toEqual([]);
});

test('only events of the named CRMs are claimed', async () => {
  const [suite, ik] = [newEvent(), newEvent({ crm: 'ikcrm', businessUnit: 'wholesale' })];
  await store(inbox.current, suite, ik);
  expect(ids(await claimDue(inbox.current, { crm: 'ikcrm' }))).toEqual([ik.id]);
  expect(ids(await claimDue(inbox.current, { crm: 'suitecrm' }))).toEqual([suite.id]);
});

test.each(['running', 'done', 'dead', 'discarded'] as const)('a %s event is not claimed', async (status) => {
  const event = newEvent();
  await store(inbox.current, event);
  await inbox.current.prisma.event.update({ where: { id: event.id }, data: { status } });
  expect(await claimDue(inbox.current)).toEqual([]);
});
