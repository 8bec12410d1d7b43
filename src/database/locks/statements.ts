import { createHash } from 'node:crypto';

/** PostgreSQL's advisory keys of a lock: `held` by one session alone, `awaited` shared by the sessions that wait for it. */
export interface LockKey {
  readonly held: bigint;
  readonly awaited: bigint;
}

/** Of the first and the second eight bytes of the name's SHA-256. */
export function lockKey(name: string): LockKey {
  const digest = createHash('sha256').update(name).digest();
  return { held: digest.readBigInt64BE(0), awaited: digest.readBigInt64BE(8) };
}

/** Where a session tells the waiting ones that a lock is free, by its `held` key. */
export const CHANNEL = 'tillbridge_locks';

export const TAKEN = 'taken';
/** Another session has it; this one waits for it from now on. */
export const BUSY = 'busy';
/** Given back, and no other session waits for it. */
export const FREE = 'free';
/** Kept, since no other session waits for it. */
export const KEPT = 'kept';
/** Given back to the other sessions that wait. */
export const PASSED = 'passed';

// Each statement answers with one row. CASE decides in the order it is written in; a void function is never null, so that
// comparing one with NULL only calls it.
//
// No wake-up is lost: who waits says so before it tries, and who gives back looks for those who wait after the lock is free. A try
// that fails was made before that, and so is seen.

/** Takes the lock, or joins those who wait. TAKEN or BUSY. */
export function take({ held, awaited }: LockKey): string {
  return `SELECT CASE
    WHEN pg_advisory_lock_shared(${awaited}) IS NULL THEN NULL
    WHEN NOT pg_try_advisory_lock(${held}) THEN '${BUSY}'
    WHEN pg_advisory_unlock_shared(${awaited}) THEN '${TAKEN}' END AS outcome`;
}

/** The same for a session that waits already. */
export function takeAgain({ held, awaited }: LockKey): string {
  return `SELECT CASE
    WHEN NOT pg_try_advisory_lock(${held}) THEN '${BUSY}'
    WHEN pg_advisory_unlock_shared(${awaited}) THEN '${TAKEN}' END AS outcome`;
}

/** Waits no more. */
export function leave({ awaited }: LockKey): string {
  return `SELECT CASE WHEN pg_advisory_unlock_shared(${awaited}) THEN 'left' END AS outcome`;
}

/** Gives the lock back. FREE, or PASSED to those who wait. */
export function giveBack(key: LockKey): string {
  return `SELECT CASE
    WHEN NOT pg_advisory_unlock(${key.held}) THEN NULL
    WHEN ${othersWait(key)} THEN ${wakeOthers(key)}
    ELSE '${FREE}' END AS outcome`;
}

/** Gives the lock to other sessions if any wait for it, and joins those who wait; else keeps it. KEPT or PASSED. */
export function handOn(key: LockKey): string {
  return `SELECT CASE
    WHEN NOT ${othersWait(key)} THEN '${KEPT}'
    WHEN pg_advisory_lock_shared(${key.awaited}) IS NULL THEN NULL
    WHEN NOT pg_advisory_unlock(${key.held}) THEN NULL
    ELSE ${wakeOthers(key)} END AS outcome`;
}

/**
 * How many other sessions wait, as digits. A statement of its own, since planning it costs more than all else here. pg_locks has
 * the halves of a bigint key as `classid` and `objid`, and objsubid 1.
 */
export function countOthers({ awaited }: LockKey): string {
  const [high, low] = [BigInt.asUintN(64, awaited) >> 32n, BigInt.asUintN(32, awaited)];
  return `SELECT count(*)::text AS outcome FROM pg_locks
    WHERE locktype = 'advisory' AND classid = ${high} AND objid = ${low} AND objsubid = 1 AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
}

/** Alone on `awaited` is who waits for nothing that another waits for; one's own waiting is not in the way. */
function othersWait({ awaited }: LockKey): string {
  return `(CASE WHEN pg_try_advisory_lock(${awaited}) THEN NOT pg_advisory_unlock(${awaited}) ELSE true END)`;
}

function wakeOthers({ held }: LockKey): string {
  return `CASE WHEN pg_notify('${CHANNEL}', '${held}') IS NOT NULL THEN '${PASSED}' END`;
}
