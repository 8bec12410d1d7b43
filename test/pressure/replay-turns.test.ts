import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { nextReplayInMs, replayNext } from '../../src/operations/replays/replay-next.ts';
import { startBulk, storeDead } from '../support/replays.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
afterEach(async () => {
  await inbox.current.prisma.replay.deleteMany();
});

async function statusOf(replayId: string): Promise<string> {
  return (await inbox.current.prisma.replay.findUniqueOrThrow({ where: { id: replayId } })).status;
}

test('of many that take turns at full speed, no two take the same event', async () => {
  const dead = await storeDead(inbox.current, 100);
  const replayId = await startBulk(inbox.current, 1_000);
  const turns: string[] = [];
  const takeTurns = async () => {
    while ((await statusOf(replayId)) === 'running') {
      const turn = await replayNext(inbox.current);
      if (turn !== null && turn.kind !== 'finished') turns.push(`${turn.kind} ${turn.eventId}`);
    }
  };
  await Promise.all(Array.from({ length: 6 }, takeTurns));
  expect(turns.toSorted()).toEqual(dead.map((eventId) => `replayed ${eventId}`).toSorted());
});

test('once a bulk replay is finished there is none to wait for', async () => {
  expect(await nextReplayInMs(inbox.current)).toBeNull();
  await storeDead(inbox.current, 1);
  const replayId = await startBulk(inbox.current, 1_000);
  await expect.poll(() => replayNext(inbox.current)).toEqual({ kind: 'finished', replayId });
  expect(await statusOf(replayId)).toBe('finished');
  expect(await nextReplayInMs(inbox.current)).toBeNull();
});

test('20,000 dead events are frozen whole, oldest first', async () => {
  const { prisma } = inbox.current;
  const run = randomUUID();
  await prisma.$executeRaw`
    INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, crm, business_unit, status)
    SELECT gen_random_uuid(), ${run} || n, '', '', '', 'customer.registered', 'suitecrm', 'experience', 'dead'
    FROM generate_series(1, 20000) AS n`;
  const replayId = await startBulk(inbox.current, 1_000);
  expect(await prisma.replay.findUniqueOrThrow({ where: { id: replayId } })).toMatchObject({ total: 20_000 });
  // Tables that were filled a moment ago have no statistics: without them the join is planned as for a handful of rows.
  await prisma.$executeRaw`ANALYZE events, replay_items`;
  const [order] = await prisma.$queryRaw<{ items: number; ordered: boolean }[]>`
    SELECT count(*)::int AS items, bool_and(position = rank) AS ordered
    FROM (SELECT i.position, row_number() OVER (ORDER BY e.seq) AS rank
          FROM replay_items i JOIN events e ON e.id = i.event_id WHERE i.replay_id = ${replayId}::uuid) AS ranked`;
  expect(order).toEqual({ items: 20_000, ordered: true });
  expect(await replayNext(inbox.current)).toMatchObject({ kind: 'replayed', replayId });
});
