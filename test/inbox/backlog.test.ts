import { expect, test } from 'vitest';
import { readBacklog } from '../../src/inbox/backlog.ts';
import { newEvent, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

async function storeAs(
  status: 'pending' | 'running' | 'waiting' | 'retrying' | 'done' | 'dead' | 'discarded',
  age: number,
) {
  const event = newEvent();
  await store(inbox.current, event);
  const receivedAt = new Date(Date.now() - age * 1_000);
  await inbox.current.prisma.event.update({ where: { id: event.id }, data: { status, receivedAt } });
}

test('an empty inbox has no backlog', async () => {
  expect(await readBacklog(inbox.current)).toEqual({
    pending: 0,
    running: 0,
    waiting: 0,
    retrying: 0,
    dead: 0,
    oldestPendingAgeS: 0,
    oldestRetryingAgeS: 0,
    oldestWaitingAgeS: 0,
  });
});

test('unsettled events are counted by status, and those in work as pending', async () => {
  const counts = { pending: 3, running: 2, waiting: 4, retrying: 1, dead: 5, done: 6, discarded: 2 } as const;
  for (const status of ['pending', 'running', 'waiting', 'retrying', 'dead', 'done', 'discarded'] as const)
    for (let index = 0; index < counts[status]; index += 1) await storeAs(status, 1);
  expect(await readBacklog(inbox.current)).toMatchObject({ pending: 5, running: 2, waiting: 4, retrying: 1, dead: 5 });
});

test('the oldest pending age is that of the oldest event that is pending or in work', async () => {
  await storeAs('dead', 9_000);
  await storeAs('retrying', 8_000);
  await storeAs('done', 7_000);
  await storeAs('running', 300);
  await storeAs('pending', 20);
  const { oldestPendingAgeS } = await readBacklog(inbox.current);
  expect(oldestPendingAgeS).toBeGreaterThan(295);
  expect(oldestPendingAgeS).toBeLessThan(330);
});

test('those that are to be tried again and those that wait have ages of their own', async () => {
  await storeAs('retrying', 500);
  await storeAs('retrying', 20);
  await storeAs('waiting', 4_000);
  const { oldestPendingAgeS, oldestRetryingAgeS, oldestWaitingAgeS } = await readBacklog(inbox.current);
  expect(oldestPendingAgeS).toBe(0);
  expect(Math.abs(oldestRetryingAgeS - 510)).toBeLessThan(20);
  expect(Math.abs(oldestWaitingAgeS - 4_010)).toBeLessThan(20);
});
