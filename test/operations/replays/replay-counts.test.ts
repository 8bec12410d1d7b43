import { afterEach, expect, test } from 'vitest';
import { sql } from '../../../src/database/client.ts';
import { discard } from '../../../src/inbox/discard.ts';
import { replay } from '../../../src/inbox/replay.ts';
import { settleDead, settleDone } from '../../../src/inbox/settle.ts';
import { cancelReplay } from '../../../src/operations/replays/cancel-replay.ts';
import { replayNext } from '../../../src/operations/replays/replay-next.ts';
import { readReplayProgress } from '../../../src/operations/replays/replay-progress.ts';
import { inTransaction } from '../../../src/operations/transaction.ts';
import { claimDue } from '../../support/events.ts';
import { startBulk, storeDead } from '../../support/replays.ts';
import { useTestInbox } from '../../support/test-inbox.ts';

const inbox = useTestInbox();
afterEach(async () => {
  await inbox.current.prisma.replay.deleteMany();
});

const progressOf = (id: string) => readReplayProgress(inbox.current.prisma, id);
const FAILURE = { errorClass: 'permanent', code: 'refused', step: null, message: 'No.' } as const;

/** Hands the next event of a bulk replay out, and settles what is in line. */
async function handOut(id: string): Promise<void> {
  await inbox.current.prisma.$executeRaw(sql`
    UPDATE replays SET next_at = now() + CASE WHEN id = ${id}::uuid THEN interval '-1 second' ELSE interval '1 hour' END`);
  expect(await replayNext(inbox.current)).toMatchObject({ replayId: id });
}

async function settleAll(as: 'done' | 'dead'): Promise<void> {
  for (const event of await claimDue(inbox.current)) {
    const held = { id: event.id, leaseToken: event.leaseToken };
    if (as === 'done') await settleDone(inbox.current, held, []);
    else await settleDead(inbox.current, held, FAILURE);
  }
}

test('how a bulk replay went stays so, whatever becomes of its events later', async () => {
  const [first = ''] = await storeDead(inbox.current, 2);
  const id = await startBulk(inbox.current, 10);
  await handOut(id);
  await settleAll('dead');
  await handOut(id);
  await settleAll('done');
  expect(await progressOf(id)).toMatchObject({ pending: 0, done: 1, failed: 1, etaS: 0 });
  expect(await replay(inbox.current, first)).toBe('replayed');
  expect(await progressOf(id)).toMatchObject({ pending: 0, done: 1, failed: 1 });
  await settleAll('done');
  expect(await progressOf(id)).toMatchObject({ pending: 0, done: 1, failed: 1 });
});

test('an event of two bulk replays is counted by each once its turn came there', async () => {
  await storeDead(inbox.current, 1);
  const [one, two] = [await startBulk(inbox.current, 10), await startBulk(inbox.current, 10)];
  await handOut(one);
  // Passed over: it is in line already.
  await handOut(two);
  expect(await progressOf(two)).toMatchObject({ pending: 1, done: 0 });
  await settleAll('done');
  expect([await progressOf(one), await progressOf(two)]).toMatchObject([{ done: 1 }, { done: 1 }]);
});

test('an event that was discarded before its turn counts as failed when it is passed over, and once', async () => {
  const [only = ''] = await storeDead(inbox.current, 1);
  const id = await startBulk(inbox.current, 10);
  await discard(inbox.current, only);
  expect(await progressOf(id)).toMatchObject({ pending: 1, failed: 0 });
  await handOut(id);
  expect(await progressOf(id)).toMatchObject({ pending: 0, failed: 1, done: 0 });
});

test('the time left is that of its pace, of the CRM where that is slower, and unknown while nothing is settled', async () => {
  await storeDead(inbox.current, 60);
  const id = await startBulk(inbox.current, 2);
  expect(await progressOf(id)).toMatchObject({ pending: 60, etaS: null });
  for (let turn = 0; turn < 10; turn += 1) await handOut(id);
  expect(await progressOf(id)).toMatchObject({ pending: 60, etaS: null });
  await settleAll('done');
  const paced = (await progressOf(id))?.etaS ?? 0;
  expect(paced).toBe(25);
  // Ten in the last twenty seconds: half an event a second for the fifty that are left.
  const { prisma } = inbox.current;
  await prisma.$executeRaw(sql`UPDATE replays SET pace_since = now() - interval '20 seconds'`);
  const slow = (await progressOf(id))?.etaS ?? 0;
  expect(slow).toBeGreaterThanOrEqual(100);
  expect(slow).toBeLessThanOrEqual(102);
  await prisma.$executeRaw(sql`UPDATE replays SET pace_since = now() - interval '2 minutes'`);
  expect(await progressOf(id)).toMatchObject({ pending: 50, etaS: null });
});

test('what was settled half a minute ago still tells the time left', async () => {
  await storeDead(inbox.current, 22);
  const id = await startBulk(inbox.current, 200);
  for (let turn = 0; turn < 20; turn += 1) await handOut(id);
  await settleAll('done');
  await inbox.current.prisma.$executeRaw(sql`UPDATE replays SET pace_since = now() - interval '31 seconds'`);
  await handOut(id);
  await settleAll('done');
  // Twenty-one in little more than thirty seconds, and one to go.
  expect(await progressOf(id)).toMatchObject({ pending: 1, etaS: 2 });
});

test('of a cancelled one nothing tells when the rest is settled, but where all of it was handed out', async () => {
  await storeDead(inbox.current, 2);
  const id = await startBulk(inbox.current, 200);
  await handOut(id);
  await settleAll('done');
  const decider = { actor: 'alice', reason: 'enough' };
  await inTransaction(inbox.current, (prisma) => cancelReplay(prisma, id, decider));
  expect(await progressOf(id)).toMatchObject({ status: 'cancelled', pending: 1, etaS: null });
});
