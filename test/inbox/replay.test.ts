import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { replay } from '../../src/inbox/replay.ts';
import { settleDead, settleDone, settleRetrying, settleWaiting } from '../../src/inbox/settle.ts';
import { claimDue, ids, newEvent, readEvent, readKeys, store, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const FAILURE = { errorClass: 'permanent', code: 'test', step: null, message: 'it failed' } as const;
const keyed = () => newEvent({ keys: ['k', 'l'] });
const IN_LINE = [
  { key: 'k', holds: true, running: false },
  { key: 'l', holds: true, running: false },
];

/** An event in one of the statuses it can be replayed from. */
async function settledAs(status: 'dead' | 'retrying' | 'waiting'): Promise<string> {
  const event = await storeAndClaim(inbox.current, keyed());
  if (status === 'dead') await settleDead(inbox.current, event, FAILURE);
  else if (status === 'retrying') await settleRetrying(inbox.current, event, FAILURE, 600_000);
  else await settleWaiting(inbox.current, event, 'order O1', 600_000);
  return event.id;
}

/** How many statements stand still behind a lock. */
async function waitingForLock(): Promise<number> {
  const rows = await inbox.current.prisma.$queryRaw<unknown[]>`
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return rows.length;
}

test.each(['dead', 'retrying', 'waiting'] as const)(
  'a %s event is back in line at once with all its tries',
  async (status) => {
    const id = await settledAs(status);
    expect(await replay(inbox.current, id)).toBe('replayed');
    expect(await readEvent(inbox.current, id)).toMatchObject({
      status: 'pending',
      attempts: 0,
      waitingFor: null,
      finishedAt: null,
    });
    expect(await readKeys(inbox.current, id)).toEqual(IN_LINE);
    expect(await claimDue(inbox.current)).toMatchObject([{ id, attempts: 1 }]);
  },
);

test.each(['running', 'done', 'discarded', 'pending'] as const)('a %s event is left alone', async (status) => {
  const event = keyed();
  await store(inbox.current, event);
  if (status !== 'pending') {
    const [running] = await claimDue(inbox.current);
    if (running !== undefined && status !== 'running') await settleDone(inbox.current, running, []);
  }
  if (status === 'discarded') await inbox.current.prisma.event.update({ where: { id: event.id }, data: { status } });
  const before = [await readEvent(inbox.current, event.id), await readKeys(inbox.current, event.id)];
  expect(await replay(inbox.current, event.id)).toBe(status);
  expect([await readEvent(inbox.current, event.id), await readKeys(inbox.current, event.id)]).toEqual(before);
});

test('an event that nobody knows is none', async () => {
  expect(await replay(inbox.current, randomUUID())).toBeNull();
});

test('of several replays at once one wins', async () => {
  const id = await settledAs('dead');
  const { prisma } = inbox.current;
  const replays = await prisma.$transaction(async (holder) => {
    await holder.$queryRaw`SELECT 1 FROM events WHERE id = ${id}::uuid FOR UPDATE`;
    const begun = Array.from({ length: 4 }, () => replay(inbox.current, id));
    await expect.poll(waitingForLock).toBe(4);
    return { results: Promise.all(begun) };
  });
  expect((await replays.results).toSorted()).toEqual(['pending', 'pending', 'pending', 'replayed']);
  expect(await readKeys(inbox.current, id)).toEqual(IN_LINE);
});

test('a replayed event takes its old place before later ones of its key', async () => {
  const id = await settledAs('dead');
  const later = newEvent({ keys: ['l'] });
  await store(inbox.current, later);
  await replay(inbox.current, id);
  expect(ids(await claimDue(inbox.current))).toEqual([id]);
});

test('a replayed event waits for a later one of its key that runs already', async () => {
  const id = await settledAs('dead');
  const running = await storeAndClaim(inbox.current, newEvent({ keys: ['l'] }));
  await replay(inbox.current, id);
  expect(await claimDue(inbox.current)).toEqual([]);
  await settleDone(inbox.current, running, []);
  expect(ids(await claimDue(inbox.current))).toEqual([id]);
});

test('what the journal knows stays there', async () => {
  const id = await settledAs('dead');
  const step = { eventId: id, key: 'contact', verb: 'POST', module: 'Contacts', status: 'done', crmId: 'c1' } as const;
  await inbox.current.prisma.step.create({ data: step });
  await replay(inbox.current, id);
  expect(await inbox.current.prisma.step.findMany()).toMatchObject([step]);
});
