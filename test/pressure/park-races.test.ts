import { expect, test } from 'vitest';
import { claim } from '../../src/inbox/claim.ts';
import type { ClaimedEvent } from '../../src/inbox/claimed-event.ts';
import { isCollision } from '../../src/inbox/collision.ts';
import { discard } from '../../src/inbox/discard.ts';
import { park } from '../../src/inbox/park.ts';
import { replay } from '../../src/inbox/replay.ts';
import { release, settleDead, settleDone, settleRetrying, settleWaiting } from '../../src/inbox/settle.ts';
import { newEvent, readEvent, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const FAILURE = { errorClass: 'transient', code: 'x', step: null, message: 'x' } as const;
const KEYS = ['a', 'b', 'c', 'd'];

/** A pseudo-random 0 <= n < 1 that is the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = seeded(20_201_220);
const oneOf = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
const someKeys = () => [...new Set([oneOf(KEYS), oneOf(KEYS)])];

/** One worker: it claims one event at a time, parks when there is none, and ends each run in one way or another. */
async function work(ran: ClaimedEvent[], ends: number, unsettled: () => Promise<number>): Promise<void> {
  const request = { owner: 'test', limit: 2, leaseMs: 60_000, crm: 'suitecrm' };
  while ((await unsettled()) > 0) {
    const events = await claim(inbox.current, request).catch((error: unknown) => {
      if (!isCollision(error)) throw error;
      return [];
    });
    if (events.length === 0) await park(inbox.current, 'suitecrm', 1 + Math.floor(random() * 5));
    await Promise.all(
      events.map(async (event) => {
        const end = random() * ends;
        if (end < 1) {
          ran.push(event);
          await settleDone(inbox.current, event, []);
        } else if (end < 1.5) await settleRetrying(inbox.current, event, FAILURE, 1);
        else if (end < 2) await release(inbox.current, event, 0);
        else if (end < 2.5) await settleWaiting(inbox.current, event, 'something', 1);
        else await settleDead(inbox.current, event, FAILURE);
      }),
    );
  }
}

const open = () =>
  inbox.current.prisma.event.count({ where: { status: { in: ['pending', 'running', 'retrying', 'waiting'] } } });

/** Two events of one key, the first of them waiting for a decision. */
async function two() {
  const [first, second] = [newEvent({ keys: ['k'] }), newEvent({ keys: ['k'] })];
  await store(inbox.current, first, second);
  await inbox.current.prisma
    .$executeRaw`UPDATE events SET next_attempt_at = now() + interval '1 hour' WHERE id = ${first.id}::uuid`;
  return { first, second };
}

const parkedBehind = async (id: string) => (await readEvent(inbox.current, id)).parkedBehind;

test('what is letting go at this moment is nothing to be parked behind', async () => {
  const { first, second } = await two();
  await inbox.current.prisma.$transaction(async (prisma) => {
    await discard({ prisma }, first.id);
    expect(await park(inbox.current, 'suitecrm', 10)).toBe(0);
  });
  expect(await parkedBehind(second.id)).toBeNull();
});

test('who lets go while others are parked behind it waits for them, and wakes them', async () => {
  const { first, second } = await two();
  const { prisma } = inbox.current;
  const discarded = await prisma.$transaction(async (parking) => {
    expect(await park({ prisma: parking }, 'suitecrm', 10)).toBe(1);
    const begun = discard(inbox.current, first.id);
    await expect
      .poll(
        async () =>
          (
            await prisma.$queryRaw<unknown[]>`
        SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
          ).length,
      )
      .toBe(1);
    return { begun };
  });
  await discarded.begun;
  expect(await parkedBehind(second.id)).toBeNull();
});

test('whatever claims, parks, ends of runs and arrivals meet, every event of few keys is done in the order of its keys', async () => {
  const ran: ClaimedEvent[] = [];
  const total = 400;
  let arrived = 0;
  const arrivals = async () => {
    while (arrived < total) {
      const batch = Array.from({ length: Math.min(total - arrived, 1 + Math.floor(random() * 4)) }, () =>
        newEvent({ keys: someKeys() }),
      );
      // Counted first: a worker that finds nothing stays while some are on their way.
      arrived += batch.length;
      await store(inbox.current, ...batch);
    }
  };
  const unsettled = async () => (ran.length < total ? 1 : 0);
  await Promise.all([arrivals(), ...Array.from({ length: 6 }, () => work(ran, 2, unsettled))]);
  expect(ran).toHaveLength(total);
  const rows = await inbox.current.prisma.event.findMany({ select: { id: true, keys: true } });
  const keysOf = new Map(rows.map(({ id, keys }) => [id, keys]));
  for (const key of KEYS) {
    const order = ran.filter(({ id }) => keysOf.get(id)?.includes(key)).map(({ seq }) => Number(seq));
    expect(order.toSorted((a, b) => a - b)).toEqual(order);
  }
}, 60_000);

test('nor is an event forgotten where others wait aside, die, are discarded or are replayed', async () => {
  await store(inbox.current, ...Array.from({ length: 300 }, () => newEvent({ keys: someKeys() })));
  const ran: ClaimedEvent[] = [];
  let deciding = true;
  const decide = async () => {
    while (deciding) {
      const rows = await inbox.current.prisma.event.findMany({
        where: { status: { in: ['pending', 'waiting', 'dead'] } },
        select: { id: true, status: true },
      });
      if (rows.length < 20) return;
      const { id, status } = oneOf(rows);
      if (status === 'pending') await discard(inbox.current, id);
      else await replay(inbox.current, id);
    }
  };
  await Promise.all([decide(), ...Array.from({ length: 5 }, () => work(ran, 2.6, open))]).finally(() => {
    deciding = false;
  });
  expect(await open()).toBe(0);
  expect(await inbox.current.prisma.eventKey.count()).toBe(0);
}, 60_000);
