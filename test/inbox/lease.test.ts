import { expect, test } from 'vitest';
import { heartbeat } from '../../src/inbox/heartbeat.ts';
import { release, settleDead, settleDone, settleRetrying, settleWaiting } from '../../src/inbox/settle.ts';
import { takeOverExpired } from '../../src/inbox/take-over.ts';
import { claimDue, expireLease, newEvent, readEvent, readKeys, store, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const FAILURE = { errorClass: 'transient', code: 'test', step: null, message: 'it failed' } as const;

async function leaseEnd(id: string): Promise<number> {
  return (await readEvent(inbox.current, id)).leaseExpiresAt?.getTime() ?? 0;
}

test('a heartbeat extends the leases it names, and only those', async () => {
  const [one, two] = [await storeAndClaim(inbox.current), await storeAndClaim(inbox.current)];
  const before = await leaseEnd(two.id);
  expect(await heartbeat(inbox.current, { tokens: [one.leaseToken], leaseMs: 600_000 })).toEqual([one.leaseToken]);
  expect(await leaseEnd(one.id)).toBeGreaterThan(Date.now() + 500_000);
  expect(await leaseEnd(two.id)).toBe(before);
});

test('a heartbeat names only the leases that are still held', async () => {
  const [held, settled, lost] = [
    await storeAndClaim(inbox.current),
    await storeAndClaim(inbox.current),
    await storeAndClaim(inbox.current),
  ];
  await settleDone(inbox.current, settled, []);
  await expireLease(inbox.current, lost.id);
  await takeOverExpired(inbox.current, 12);
  const tokens = [held, settled, lost].map((event) => event.leaseToken);
  expect(await heartbeat(inbox.current, { tokens, leaseMs: 60_000 })).toEqual([held.leaseToken]);
});

test('an event whose lease ran out is put back in line, its try not counted, the takeover counted', async () => {
  const event = await storeAndClaim(inbox.current, newEvent({ keys: ['k'] }));
  const due = (await readEvent(inbox.current, event.id)).nextAttemptAt;
  expect(await takeOverExpired(inbox.current, 12)).toEqual([]);
  await expireLease(inbox.current, event.id);
  expect(await takeOverExpired(inbox.current, 12)).toMatchObject([
    { id: event.id, type: event.type, attempt: 1, takeovers: 1 },
  ]);
  expect(await readEvent(inbox.current, event.id)).toMatchObject({
    status: 'pending',
    attempts: 0,
    takeovers: 1,
    nextAttemptAt: due,
    leaseOwner: null,
    leaseToken: null,
    leaseExpiresAt: null,
  });
  expect(await readKeys(inbox.current, event.id)).toEqual([{ key: 'k', holds: true, running: false }]);
});

test('the worker that takes over has a new lease and tells the takeover', async () => {
  const first = await storeAndClaim(inbox.current);
  await expireLease(inbox.current, first.id);
  await takeOverExpired(inbox.current, 12);
  const [second] = await claimDue(inbox.current);
  expect(second).toMatchObject({ id: first.id, attempts: 1, takeovers: 1 });
  expect(second?.leaseToken).not.toBe(first.leaseToken);
});

test('an event that was taken over comes before later ones of its key', async () => {
  const [first, second] = [newEvent({ keys: ['k'] }), newEvent({ keys: ['k'] })];
  await store(inbox.current, first, second);
  const [running] = await claimDue(inbox.current);
  await expireLease(inbox.current, running?.id ?? '');
  await takeOverExpired(inbox.current, 12);
  expect((await claimDue(inbox.current)).map(({ id }) => id)).toEqual([first.id]);
});

test('several processes that look for expired leases at once take each event over once', async () => {
  const events = await Promise.all(Array.from({ length: 20 }, () => newEvent()));
  await store(inbox.current, ...events);
  for (const event of await claimDue(inbox.current)) await expireLease(inbox.current, event.id);
  const taken = await Promise.all(Array.from({ length: 6 }, () => takeOverExpired(inbox.current, 12)));
  expect(taken.flat().map(({ takeovers }) => takeovers)).toEqual(Array(20).fill(1));
  expect(await inbox.current.prisma.event.count({ where: { takeovers: 1, status: 'pending' } })).toBe(20);
});

test('every settling under an old lease is void', async () => {
  const old = await storeAndClaim(inbox.current, newEvent({ keys: ['k'] }));
  await expireLease(inbox.current, old.id);
  await takeOverExpired(inbox.current, 12);
  await claimDue(inbox.current);
  const before = [await readEvent(inbox.current, old.id), await readKeys(inbox.current, old.id)];

  expect(await settleDone(inbox.current, old, ['a warning'])).toBe(false);
  expect(await settleDead(inbox.current, old, FAILURE)).toBe(false);
  expect(await settleRetrying(inbox.current, old, FAILURE, 1_000)).toBe(false);
  expect(await settleWaiting(inbox.current, old, 'an order', 1_000)).toBe(false);
  expect(await release(inbox.current, old, 1_000)).toBe(false);
  expect(await heartbeat(inbox.current, { tokens: [old.leaseToken], leaseMs: 1_000 })).toEqual([]);
  expect([await readEvent(inbox.current, old.id), await readKeys(inbox.current, old.id)]).toEqual(before);
});

test('an event is settled once', async () => {
  const event = await storeAndClaim(inbox.current);
  const settled = await Promise.all([
    settleDone(inbox.current, event, ['one']),
    settleDead(inbox.current, event, FAILURE),
    settleRetrying(inbox.current, event, FAILURE, 0),
  ]);
  expect(settled.filter((was) => was)).toHaveLength(1);
});
