import { expect, test } from 'vitest';
import { sql } from '../../src/database/client.ts';
import { replay } from '../../src/inbox/replay.ts';
import {
  release,
  settleDead,
  settleDone,
  settleHeldBack,
  settleRetrying,
  settleWaiting,
} from '../../src/inbox/settle.ts';
import { takeOverExpired } from '../../src/inbox/take-over.ts';
import { KEPT_TRIES } from '../../src/inbox/tries.ts';
import { listTries, type SeenTry } from '../../src/operations/list-tries.ts';
import { erase } from '../../src/operations/privacy/erase-person.ts';
import { replayNext } from '../../src/operations/replays/replay-next.ts';
import { findEvent } from '../../src/operations/seen-event.ts';
import { claimDue, expireLease, makeDue, newEvent, store, storeAndClaim } from '../support/events.ts';
import { startBulk, storeDead } from '../support/replays.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const FAILURE = { errorClass: 'transient', code: 'unavailable', step: 'invoice', message: 'It is away' } as const;
const FAILED = { errorClass: 'transient', errorCode: 'unavailable', errorStep: 'invoice', errorMessage: 'It is away' };
const NO_ERROR = { errorClass: null, errorCode: null, errorStep: null, errorMessage: null };
const ALICE = { actor: 'alice', reason: 'it is back', replayId: null };

async function triesOf(id: string): Promise<readonly SeenTry[]> {
  const event = await findEvent(inbox.current, id);
  if (event === null) throw new TypeError(`there is no event ${id}`);
  return await listTries(inbox.current, event);
}

async function claimAgain(id: string) {
  await makeDue(inbox.current, id);
  const [claimed] = await claimDue(inbox.current);
  if (claimed?.id !== id) throw new TypeError(`event ${id} was not to be claimed`);
  return claimed;
}

test('each try tells when it was and how it ended, in order, and a replay by whom and why', async () => {
  const event = await storeAndClaim(inbox.current);
  const { id } = event;
  await settleRetrying(inbox.current, event, FAILURE, 60_000);
  await settleHeldBack(inbox.current, await claimAgain(id), FAILURE, 0);
  await settleWaiting(inbox.current, await claimAgain(id), 'order O1', 60_000);
  await release(inbox.current, await claimAgain(id), 0);
  await settleDead(inbox.current, await claimAgain(id), { ...FAILURE, errorClass: 'permanent' });
  await replay(inbox.current, id, ALICE);
  const again = await claimAgain(id);
  expect((await triesOf(id)).at(-1)).toMatchObject({ outcome: 'running', attempt: 1, finishedAt: null });
  await settleDone(inbox.current, again, []);
  const tries = await triesOf(id);
  expect(tries).toMatchObject([
    { kind: 'attempt', attempt: 1, outcome: 'retrying', ...FAILED },
    { kind: 'attempt', attempt: 2, outcome: 'held_back', ...FAILED },
    { kind: 'attempt', attempt: 2, outcome: 'waiting', waitingFor: 'order O1', ...NO_ERROR },
    { kind: 'attempt', attempt: 2, outcome: 'given_back', ...NO_ERROR },
    { kind: 'attempt', attempt: 2, outcome: 'dead', ...FAILED, errorClass: 'permanent' },
    { kind: 'replay', attempt: null, outcome: 'replayed', ...ALICE, ...NO_ERROR },
    { kind: 'attempt', attempt: 1, outcome: 'done', actor: null, ...NO_ERROR },
  ]);
  const times = tries.flatMap(({ startedAt, finishedAt }) => [startedAt?.getTime() ?? 0, finishedAt?.getTime() ?? 0]);
  expect(times.toSorted((a, b) => a - b)).toEqual(times);
});

test('an event that is done at its first try has it, and nothing was written for it', async () => {
  const event = await storeAndClaim(inbox.current);
  await settleDone(inbox.current, event, []);
  expect(await inbox.current.prisma.try.count()).toBe(0);
  expect(await triesOf(event.id)).toMatchObject([
    { kind: 'attempt', attempt: 1, outcome: 'done', startedAt: expect.any(Date), finishedAt: expect.any(Date) },
  ]);
  expect(await triesOf((await storeAndClaim(inbox.current)).id)).toHaveLength(1);
  const untouched = newEvent();
  await store(inbox.current, untouched);
  expect(await triesOf(untouched.id)).toEqual([]);
});

test('a try whose worker fell silent is lost, and the last that may be is the death of the event', async () => {
  const { id } = await storeAndClaim(inbox.current);
  await expireLease(inbox.current, id);
  await takeOverExpired(inbox.current, 2);
  await claimAgain(id);
  await expireLease(inbox.current, id);
  await takeOverExpired(inbox.current, 2);
  expect(await triesOf(id)).toMatchObject([
    { attempt: 1, outcome: 'lost', ...NO_ERROR, finishedAt: expect.any(Date) },
    {
      attempt: 1,
      outcome: 'dead',
      errorCode: 'taken_over_too_often',
      errorMessage: expect.stringContaining('2 times'),
    },
  ]);
});

test('a try that is settled by a worker that has lost its lease leaves nothing', async () => {
  const old = await storeAndClaim(inbox.current);
  await expireLease(inbox.current, old.id);
  await takeOverExpired(inbox.current, 12);
  await claimAgain(old.id);
  expect(await settleDead(inbox.current, old, FAILURE)).toBe(false);
  expect((await triesOf(old.id)).map(({ outcome }) => outcome)).toEqual(['lost', 'running']);
});

test('a bulk replay stands in the tries of its events, with its name giver and its id', async () => {
  const [id = ''] = await storeDead(inbox.current, 1);
  const replayId = await startBulk(inbox.current, 100);
  await replayNext(inbox.current);
  expect((await triesOf(id)).at(-1)).toMatchObject({
    kind: 'replay',
    actor: 'alice',
    reason: 'it works again',
    replayId,
  });
});

test('of an event that is replayed for ever the newest tries are kept', async () => {
  const { id } = await storeAndClaim(inbox.current);
  const { prisma } = inbox.current;
  for (let round = 0; round < 3; round += 1) {
    await prisma.$executeRaw(sql`
      INSERT INTO tries (event_id, kind, outcome, reason) SELECT ${id}::uuid, 'replay', 'replayed', 'old' FROM generate_series(1, 300)`);
    await prisma.event.update({ where: { id }, data: { status: 'dead' } });
    await replay(inbox.current, id, { ...ALICE, reason: `round ${round}` });
  }
  expect(await prisma.try.count({ where: { eventId: id } })).toBe(KEPT_TRIES);
  const tries = await triesOf(id);
  expect(tries).toHaveLength(KEPT_TRIES);
  expect(tries.at(-1)).toMatchObject({ reason: 'round 2' });
});

test('of an event of a release before there were tries what is known is shown, before and after a replay', async () => {
  const [id = ''] = await storeDead(inbox.current, 1);
  const columns = { attempts: 3, ...FAILED, errorClass: 'transient' as const };
  await inbox.current.prisma.event.update({ where: { id }, data: columns });
  const known = {
    kind: 'attempt',
    attempt: 3,
    outcome: 'dead',
    startedAt: null,
    finishedAt: expect.any(Date),
    ...FAILED,
  };
  expect(await triesOf(id)).toMatchObject([known]);
  await replay(inbox.current, id, ALICE);
  expect(await triesOf(id)).toMatchObject([known, { kind: 'replay', actor: 'alice' }]);
});

test('who is erased is erased from the words of the tries', async () => {
  const event = newEvent({ userId: 'U1', from: { shop: 'main', topic: null, parentId: null } });
  const claimed = await storeAndClaim(inbox.current, event);
  await settleDead(inbox.current, claimed, { ...FAILURE, message: 'Robot4 is not known' });
  const who = { kind: 'customer', userId: 'U1', orderIds: [], keys: [] } as const;
  await erase(inbox.current, { shop: 'main', who, eventId: newEvent().id });
  expect(await triesOf(event.id)).toMatchObject([{ outcome: 'dead', errorCode: 'unavailable', errorMessage: null }]);
});
