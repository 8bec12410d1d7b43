import { expect, test } from 'vitest';
import { claim } from '../../src/inbox/claim.ts';
import type { ClaimedEvent } from '../../src/inbox/claimed-event.ts';
import { discard } from '../../src/inbox/discard.ts';
import { park, unparkStale } from '../../src/inbox/park.ts';
import { release, settleDead, settleDone, settleRetrying, settleWaiting } from '../../src/inbox/settle.ts';
import { takeOverExpired } from '../../src/inbox/take-over.ts';
import { untilDue } from '../../src/inbox/until-due.ts';
import { claimDue, expireLease, ids, makeDue, newEvent, readEvent, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const FAILURE = { errorClass: 'transient', code: 'x', step: null, message: 'x' } as const;

/** Stores events that share a key, claims the first and parks the others. */
async function line(length: number): Promise<{ first: ClaimedEvent; rest: string[] }> {
  const events = Array.from({ length }, () => newEvent({ keys: ['k'] }));
  await store(inbox.current, ...events);
  const [first] = await claimDue(inbox.current);
  if (first === undefined) throw new TypeError('nothing was to be claimed');
  await park(inbox.current, 'suitecrm', 100);
  return { first, rest: ids(events).slice(1) };
}

async function parkedBehind(id: string): Promise<string | null> {
  return (await readEvent(inbox.current, id)).parkedBehind;
}

test('events that are held back are parked, each behind the last one before it, and are no more in the way', async () => {
  const { first, rest } = await line(4);
  expect(await Promise.all(rest.map(parkedBehind))).toEqual([first.id, ...rest.slice(0, -1)]);
  expect(await untilDue(inbox.current, ['suitecrm'])).toEqual([]);
  expect(await park(inbox.current, 'suitecrm', 100)).toBe(0);
});

test("what nothing holds back is not parked, nor what is not due, another CRM's or beyond the limit", async () => {
  await store(inbox.current, newEvent(), newEvent({ keys: ['a'] }), newEvent({ keys: ['a'], crm: 'ikcrm' }));
  expect(await park(inbox.current, 'suitecrm', 100)).toBe(0);
  expect(await park(inbox.current, 'ikcrm', 0)).toBe(0);
  expect(await park(inbox.current, 'ikcrm', 1)).toBe(1);
});

test.each([
  ['done', (held: ClaimedEvent) => settleDone(inbox.current, held, [])],
  ['dead', (held: ClaimedEvent) => settleDead(inbox.current, held, FAILURE)],
  ['waiting for another', (held: ClaimedEvent) => settleWaiting(inbox.current, held, 'order', 60_000)],
] as const)('the next in line, and no other, is woken by an event that is %s', async (_, settle) => {
  const { first, rest } = await line(3);
  await settle(first);
  expect(await Promise.all(rest.map(parkedBehind))).toEqual([null, rest[0]]);
  expect(ids(await claimDue(inbox.current))).toEqual([rest[0]]);
});

test.each([
  ['tried again', (held: ClaimedEvent) => settleRetrying(inbox.current, held, FAILURE, 60_000)],
  ['given back', (held: ClaimedEvent) => release(inbox.current, held, 60_000)],
  [
    'taken over',
    async (held: ClaimedEvent) => {
      await expireLease(inbox.current, held.id);
      return await takeOverExpired(inbox.current, 12);
    },
  ],
] as const)('nobody is woken by an event that stays in line: %s', async (_, settle) => {
  const { first, rest } = await line(3);
  await settle(first);
  expect(await Promise.all(rest.map(parkedBehind))).toEqual([first.id, rest[0]]);
});

test('an event that is discarded or deleted wakes what was parked behind it, which is then parked further ahead', async () => {
  const { first, rest } = await line(4);
  await discard(inbox.current, rest[0] ?? '');
  expect(await Promise.all(rest.slice(1).map(parkedBehind))).toEqual([null, rest[1]]);
  expect(await claimDue(inbox.current)).toEqual([]);
  await park(inbox.current, 'suitecrm', 100);
  expect(await parkedBehind(rest[1] ?? '')).toBe(first.id);
  await inbox.current.prisma.event.delete({ where: { id: rest[1] ?? '' } });
  expect(await parkedBehind(rest[2] ?? '')).toBeNull();
});

test('an event that waits is parked behind a later one that runs, and woken when that run ends, however it ends', async () => {
  const [waits, runs] = [newEvent({ keys: ['k'] }), newEvent({ keys: ['k'] })];
  await store(inbox.current, waits, runs);
  const [first] = await claimDue(inbox.current);
  if (first === undefined) throw new TypeError('nothing was to be claimed');
  await settleWaiting(inbox.current, first, 'order', 60_000);
  const [second] = await claimDue(inbox.current);
  if (second === undefined) throw new TypeError('nothing was to be claimed');
  await makeDue(inbox.current, waits.id);
  expect(await park(inbox.current, 'suitecrm', 100)).toBe(1);
  expect(await parkedBehind(waits.id)).toBe(runs.id);
  await settleRetrying(inbox.current, second, FAILURE, 60_000);
  expect(await parkedBehind(waits.id)).toBeNull();
  expect(ids(await claimDue(inbox.current))).toEqual([waits.id]);
});

test('the net wakes what nothing holds back any more, and leaves the rest', async () => {
  const { first, rest } = await line(3);
  await inbox.current.prisma.$transaction([
    inbox.current.prisma.$executeRaw`SET LOCAL session_replication_role = replica`,
    inbox.current.prisma.$executeRaw`DELETE FROM event_keys WHERE event_id = ${first.id}::uuid`,
  ]);
  expect(await parkedBehind(rest[0] ?? '')).toBe(first.id);
  expect(await unparkStale(inbox.current)).toBe(1);
  expect(await Promise.all(rest.map(parkedBehind))).toEqual([null, rest[0]]);
});

test('free events behind hundreds that are held back are found by parking those', async () => {
  const { first, rest } = await line(700);
  await settleRetrying(inbox.current, first, FAILURE, 60_000);
  const free = newEvent();
  await store(inbox.current, free);
  await inbox.current.prisma.$executeRaw`UPDATE events SET parked_behind = NULL`;
  const request = { owner: 'test', limit: 5, leaseMs: 60_000, crm: 'suitecrm' };
  expect(await claim(inbox.current, request)).toEqual([]);
  while ((await park(inbox.current, 'suitecrm', 200)) > 0);
  expect(ids(await claim(inbox.current, request))).toEqual([free.id]);
  expect(await inbox.current.prisma.event.count({ where: { parkedBehind: { not: null } } })).toBe(rest.length);
});
