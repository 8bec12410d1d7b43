import { afterEach, expect, test } from 'vitest';
import { cancelReplay } from '../../../src/operations/replays/cancel-replay.ts';
import { nextReplayInMs, replayNext } from '../../../src/operations/replays/replay-next.ts';
import { readReplayProgress } from '../../../src/operations/replays/replay-progress.ts';
import { tryReplay } from '../../../src/operations/replays/replay-set.ts';
import { NothingToReplay } from '../../../src/operations/replays/start-replay.ts';
import { inTransaction } from '../../../src/operations/transaction.ts';
import { ids, readEvent } from '../../support/events.ts';
import { EVERY_DEAD, makeReplayDue, startBulk, storeDead } from '../../support/replays.ts';
import { useTestInbox } from '../../support/test-inbox.ts';

const inbox = useTestInbox();
afterEach(async () => {
  await inbox.current.prisma.replay.deleteMany();
});

const progressOf = (id: string) => readReplayProgress(inbox.current.prisma, id);

test('the oldest event comes first, and the next one only when its time has come', async () => {
  const [first, second] = await storeDead(inbox.current, 3);
  const replayId = await startBulk(inbox.current, 0.5);
  expect(await replayNext(inbox.current)).toEqual({ kind: 'replayed', replayId, eventId: first });
  expect(await replayNext(inbox.current)).toBeNull();
  const wait = (await nextReplayInMs(inbox.current)) ?? 0;
  expect(wait).toBeGreaterThan(1_000);
  expect(wait).toBeLessThanOrEqual(2_000);
  await makeReplayDue(inbox.current, replayId);
  expect(await replayNext(inbox.current)).toEqual({ kind: 'replayed', replayId, eventId: second });
});

test('of several replicas that look at once one replays the event', async () => {
  await storeDead(inbox.current, 5);
  const replayId = await startBulk(inbox.current, 0.1);
  const turns = await Promise.all(Array.from({ length: 6 }, () => replayNext(inbox.current)));
  expect(turns.filter((turn) => turn !== null)).toHaveLength(1);
  expect(await inbox.current.prisma.event.count({ where: { status: 'pending' } })).toBe(1);
  expect(await progressOf(replayId)).toMatchObject({ total: 5, pending: 5, done: 0, failed: 0 });
});

test('time in which nobody was there is not made up for', async () => {
  await storeDead(inbox.current, 4);
  const replayId = await startBulk(inbox.current, 0.5);
  await inbox.current.prisma
    .$executeRaw`UPDATE replays SET next_at = now() - interval '1 hour' WHERE id = ${replayId}::uuid`;
  expect(await replayNext(inbox.current)).toMatchObject({ kind: 'replayed' });
  expect(await replayNext(inbox.current)).toBeNull();
});

test('the set is that of the moment it was asked for', async () => {
  const before = await storeDead(inbox.current, 2);
  const replayId = await startBulk(inbox.current, 1_000);
  await storeDead(inbox.current, 1);
  const items = await inbox.current.prisma.replayItem.findMany({ where: { replayId }, orderBy: { position: 'asc' } });
  expect(items.map(({ eventId }) => eventId)).toEqual(before);
});

test.each(['running', 'pending', 'done', 'discarded'] as const)(
  'an event that is %s by then is passed over, and costs no time',
  async (status) => {
    const [passed = '', next] = await storeDead(inbox.current, 2);
    const replayId = await startBulk(inbox.current, 0.1);
    await inbox.current.prisma.event.update({ where: { id: passed }, data: { status } });
    expect(await replayNext(inbox.current)).toEqual({ kind: 'skipped', replayId, eventId: passed });
    expect(await readEvent(inbox.current, passed)).toMatchObject({ status });
    expect(await replayNext(inbox.current)).toEqual({ kind: 'replayed', replayId, eventId: next });
  },
);

test('an event under automatic retry is put back in line at once', async () => {
  const [event = ''] = await storeDead(inbox.current, 1);
  await inbox.current.prisma.event.update({
    where: { id: event },
    data: { status: 'retrying', nextAttemptAt: new Date('2100-01-01') },
  });
  await startBulk(inbox.current, 1, { ...EVERY_DEAD, statuses: ['retrying'] });
  expect(await replayNext(inbox.current)).toMatchObject({ kind: 'replayed', eventId: event });
  expect(await readEvent(inbox.current, event)).toMatchObject({ status: 'pending', attempts: 0 });
});

test('progress follows what becomes of the events, and always adds up', async () => {
  const [first = '', second = '', third = ''] = await storeDead(inbox.current, 4);
  const replayId = await startBulk(inbox.current, 1_000);
  for (let left = 3; left > 0; left -= 1) {
    await makeReplayDue(inbox.current, replayId);
    await replayNext(inbox.current);
  }
  expect(await progressOf(replayId)).toMatchObject({ total: 4, pending: 4, done: 0, failed: 0 });
  await inbox.current.prisma.event.update({ where: { id: first }, data: { status: 'done' } });
  await inbox.current.prisma.event.update({ where: { id: second }, data: { status: 'dead' } });
  await inbox.current.prisma.event.update({ where: { id: third }, data: { status: 'discarded' } });
  expect(await progressOf(replayId)).toMatchObject({ total: 4, pending: 1, done: 1, failed: 2 });
});

test('a cancelled bulk replay never replays what is left of it', async () => {
  const [, second = ''] = await storeDead(inbox.current, 2);
  const replayId = await startBulk(inbox.current, 1_000);
  await replayNext(inbox.current);
  const cancel = () =>
    inTransaction(inbox.current, (prisma) => cancelReplay(prisma, replayId, { actor: 'bob', reason: 'wrong set' }));
  expect(await cancel()).toMatchObject({ cancelled: true, progress: { status: 'cancelled', total: 2 } });
  expect(await cancel()).toMatchObject({ cancelled: false });
  await makeReplayDue(inbox.current, replayId);
  expect(await replayNext(inbox.current)).toBeNull();
  expect(await readEvent(inbox.current, second)).toMatchObject({ status: 'dead' });
  expect(
    await inbox.current.prisma.auditEntry.findMany({ where: { subject: replayId }, orderBy: { id: 'asc' } }),
  ).toMatchObject([
    { action: 'replay.start', actor: 'alice', affected: 2 },
    { action: 'replay.cancel', actor: 'bob', reason: 'wrong set' },
  ]);
});

test('a trial counts the same set, shows its oldest events, and changes nothing', async () => {
  const dead = await storeDead(inbox.current, 3);
  const trial = await tryReplay(inbox.current.prisma, { filter: EVERY_DEAD }, 'resume', 2);
  expect(trial.count).toBe(3);
  expect(ids(trial.sample)).toEqual(dead.slice(0, 2));
  expect(await inbox.current.prisma.replay.count()).toBe(0);
});

test('a set of no events is refused, and leaves nothing behind', async () => {
  const audited = await inbox.current.prisma.auditEntry.count();
  await expect(startBulk(inbox.current, 5)).rejects.toThrow(NothingToReplay);
  expect(await inbox.current.prisma.replay.count()).toBe(0);
  expect(await inbox.current.prisma.auditEntry.count()).toBe(audited);
});
