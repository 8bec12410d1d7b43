import { afterEach, beforeEach, expect, test } from 'vitest';
import { LeaseLost } from '../../src/inbox/lease-fence.ts';
import { settleDone } from '../../src/inbox/settle.ts';
import { takeOverExpired } from '../../src/inbox/take-over.ts';
import { LeaseKeeper } from '../../src/worker/lease-keeper.ts';
import { expireLease, readEvent, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { aborted, silent } from '../support/worker.ts';

const inbox = useTestInbox();
const LEASE_MS = 300;
let clock: number;
let keeper: LeaseKeeper;

beforeEach(() => {
  clock = 1_000;
  keeper = new LeaseKeeper(inbox.current, { leaseMs: LEASE_MS, now: () => clock, log: silent });
});

afterEach(async () => {
  keeper.stop();
  await inbox.current.prisma.$executeRaw`ALTER TABLE IF EXISTS away RENAME TO events`;
});

async function hold() {
  const event = await storeAndClaim(inbox.current);
  return { event, lease: keeper.hold(event, clock) };
}

async function leaseEnd(id: string): Promise<number> {
  return (await readEvent(inbox.current, id)).leaseExpiresAt?.getTime() ?? 0;
}

test('a lease holds until its time since the claim was sent is over', async () => {
  const { lease } = await hold();
  clock += LEASE_MS - 1;
  expect(() => lease.assertHeld()).not.toThrow();
  clock += 1;
  expect(() => lease.assertHeld()).toThrow(LeaseLost);
  expect(lease.signal.aborted).toBe(false);
});

test('the heartbeat extends a lease, here and in the database', async () => {
  const { event, lease } = await hold();
  const before = await leaseEnd(event.id);
  clock += LEASE_MS - 1;
  keeper.start();
  await expect.poll(() => leaseEnd(event.id)).not.toBe(before);
  clock += LEASE_MS - 1;
  await expect.poll(() => attempt(() => lease.assertHeld())).toBe('held');
  expect(lease.signal.aborted).toBe(false);
});

test('a takeover aborts the calls of the event at the next heartbeat, and only its', async () => {
  const [lost, kept] = [await hold(), await hold()];
  await expireLease(inbox.current, lost.event.id);
  await takeOverExpired(inbox.current, 12);
  keeper.start();
  expect(await aborted(lost.lease.signal)).toBeInstanceOf(LeaseLost);
  expect(() => lost.lease.assertHeld()).toThrow(LeaseLost);
  expect(kept.lease.signal.aborted).toBe(false);
  expect(() => kept.lease.assertHeld()).not.toThrow();
});

test('an event that was let go is not missed', async () => {
  const [settled, other] = [await hold(), await hold()];
  await settleDone(inbox.current, settled.event, []);
  keeper.letGo(settled.lease);
  const before = await leaseEnd(other.event.id);
  keeper.start();
  await expect.poll(() => leaseEnd(other.event.id)).not.toBe(before);
  expect(settled.lease.signal.aborted).toBe(false);
});

test('an event that ends while a heartbeat looks is not told of as one that another worker has', async () => {
  const warned: unknown[] = [];
  const log = silent.child({});
  log.warn = (...told: unknown[]) => void warned.push(told);
  keeper = new LeaseKeeper(inbox.current, { leaseMs: LEASE_MS, now: () => clock, log });
  const { event, lease } = await hold();
  await settleDone(inbox.current, event, []);
  keeper.start();
  await aborted(lease.signal);
  expect(warned).toEqual([]);
});

test('when the heartbeat cannot reach the database a lease goes on only until its end', async () => {
  const { lease } = await hold();
  await inbox.current.prisma.$executeRaw`ALTER TABLE events RENAME TO away`;
  const failed = failedBeat();
  keeper.stop();
  keeper = new LeaseKeeper(inbox.current, { leaseMs: LEASE_MS, now: () => clock, log: failed.log });
  const second = keeper.hold({ id: lease.id, leaseToken: lease.leaseToken }, clock);
  keeper.start();
  await failed.seen;
  expect(() => second.assertHeld()).not.toThrow();
  clock += LEASE_MS;
  expect(() => second.assertHeld()).toThrow(LeaseLost);
  await inbox.current.prisma.$executeRaw`ALTER TABLE away RENAME TO events`;
  await expect.poll(() => attempt(() => second.assertHeld())).toBe('held');
});

test('at shutdown every call still under way is stopped', async () => {
  const [one, two] = [await hold(), await hold()];
  keeper.abortAll();
  for (const { lease } of [one, two]) {
    expect(lease.signal.aborted).toBe(true);
    expect(() => lease.assertHeld()).toThrow(LeaseLost);
  }
});

function attempt(check: () => void): 'held' | 'lost' {
  try {
    check();
    return 'held';
  } catch {
    return 'lost';
  }
}

/** A logger that tells when something failed. */
function failedBeat() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const log = silent.child({});
  log.warn = () => resolve();
  return { log, seen: promise };
}
