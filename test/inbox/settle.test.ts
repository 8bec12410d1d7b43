import { expect, test } from 'vitest';
import { release, settleDead, settleDone, settleRetrying, settleWaiting } from '../../src/inbox/settle.ts';
import { claimDue, makeDue, newEvent, readEvent, readKeys, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const FAILURE = {
  errorClass: 'permanent',
  code: 'unknown_in_crm',
  step: 'currency',
  message: 'The CRM has no currency XYZ',
} as const;
const FAILED = {
  errorClass: 'permanent',
  errorCode: 'unknown_in_crm',
  errorStep: 'currency',
  errorMessage: 'The CRM has no currency XYZ',
};
const NO_ERROR = { errorClass: null, errorCode: null, errorStep: null, errorMessage: null };
const NO_LEASE = { leaseOwner: null, leaseToken: null, leaseExpiresAt: null };

const claimKeyed = () => storeAndClaim(inbox.current, newEvent({ keys: ['k', 'l'] }));

/** Fails an event once and claims it again. */
async function claimSecond() {
  const first = await claimKeyed();
  await settleRetrying(inbox.current, first, FAILURE, 60_000);
  await makeDue(inbox.current, first.id);
  const [second] = await claimDue(inbox.current);
  if (second === undefined) throw new TypeError('the event was not due');
  return second;
}

function expectAround(date: Date, fromNowMs: number): void {
  expect(Math.abs(date.getTime() - Date.now() - fromNowMs)).toBeLessThan(10_000);
}

test('done: finished, out of line, its earlier error gone', async () => {
  const event = await claimSecond();
  expect(await settleDone(inbox.current, event, [])).toBe(true);
  const row = await readEvent(inbox.current, event.id);
  expect(row).toMatchObject({ status: 'done', attempts: 2, warnings: [], ...NO_ERROR, ...NO_LEASE });
  expectAround(row.finishedAt ?? new Date(0), 0);
  expect(await readKeys(inbox.current, event.id)).toEqual([]);
});

test('done: warnings come after those the event had', async () => {
  const event = await claimKeyed();
  await inbox.current.prisma.event.update({ where: { id: event.id }, data: { warnings: ['first'] } });
  await settleDone(inbox.current, event, [`it's "second"`, 'third, with {braces}']);
  expect((await readEvent(inbox.current, event.id)).warnings).toEqual([
    'first',
    `it's "second"`,
    'third, with {braces}',
  ]);
});

test('dead: finished, out of line, with its error', async () => {
  const event = await claimKeyed();
  expect(await settleDead(inbox.current, event, FAILURE)).toBe(true);
  const row = await readEvent(inbox.current, event.id);
  expect(row).toMatchObject({ status: 'dead', attempts: 1, ...FAILED, ...NO_LEASE });
  expectAround(row.finishedAt ?? new Date(0), 0);
  expect(await readKeys(inbox.current, event.id)).toEqual([]);
});

test('retrying: stays in line until its next attempt', async () => {
  const event = await claimKeyed();
  expect(await settleRetrying(inbox.current, event, { ...FAILURE, step: null }, 120_000)).toBe(true);
  const row = await readEvent(inbox.current, event.id);
  expect(row).toMatchObject({
    status: 'retrying',
    attempts: 1,
    finishedAt: null,
    ...FAILED,
    errorStep: null,
    ...NO_LEASE,
  });
  expectAround(row.nextAttemptAt, 120_000);
  expect(await readKeys(inbox.current, event.id)).toEqual([
    { key: 'k', holds: true, running: false },
    { key: 'l', holds: true, running: false },
  ]);
});

test('waiting: steps aside, the try does not count, its earlier error gone', async () => {
  const event = await claimSecond();
  expect(await settleWaiting(inbox.current, event, 'order O1', 600_000)).toBe(true);
  const row = await readEvent(inbox.current, event.id);
  expect(row).toMatchObject({ status: 'waiting', waitingFor: 'order O1', attempts: 1, ...NO_ERROR, ...NO_LEASE });
  expectAround(row.nextAttemptAt, 600_000);
  expect(await readKeys(inbox.current, event.id)).toEqual([
    { key: 'k', holds: false, running: false },
    { key: 'l', holds: false, running: false },
  ]);
});

test('an event that runs after it waited waits for nothing any more', async () => {
  const event = await claimKeyed();
  await settleWaiting(inbox.current, event, 'order O1', 0);
  await claimDue(inbox.current);
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ status: 'running', waitingFor: null, attempts: 1 });
});

test('released: pending again and in line, the try does not count', async () => {
  const event = await claimKeyed();
  const { nextAttemptAt } = await readEvent(inbox.current, event.id);
  expect(await release(inbox.current, event, 0)).toBe(true);
  const row = await readEvent(inbox.current, event.id);
  expect(row).toMatchObject({ status: 'pending', attempts: 0, takeovers: 0, finishedAt: null, ...NO_LEASE });
  expect(row.nextAttemptAt.getTime()).toBeGreaterThanOrEqual(nextAttemptAt.getTime());
  expectAround(row.nextAttemptAt, 0);
  expect(await readKeys(inbox.current, event.id)).toEqual([
    { key: 'k', holds: true, running: false },
    { key: 'l', holds: true, running: false },
  ]);
});

test('released with a call under way: nobody goes on before the CRM has had its time', async () => {
  const event = await claimKeyed();
  await release(inbox.current, event, 30_000);
  expectAround((await readEvent(inbox.current, event.id)).nextAttemptAt, 30_000);
  expect(await claimDue(inbox.current)).toEqual([]);
});

test('words that PostgreSQL cannot hold do not keep an event from being settled', async () => {
  const [dead, waiting, done] = [
    await claimKeyed(),
    await storeAndClaim(inbox.current),
    await storeAndClaim(inbox.current),
  ];
  const words = 'cut \u0000 here \ud83d';
  await settleDead(inbox.current, dead, { ...FAILURE, message: words });
  await settleWaiting(inbox.current, waiting, words, 0);
  await settleDone(inbox.current, done, [words]);
  expect((await readEvent(inbox.current, dead.id)).errorMessage).toBe('cut \uFFFD here \uFFFD');
  expect((await readEvent(inbox.current, waiting.id)).waitingFor).toBe('cut \uFFFD here \uFFFD');
  expect((await readEvent(inbox.current, done.id)).warnings).toEqual(['cut \uFFFD here \uFFFD']);
});
