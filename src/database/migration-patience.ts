import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { type Blocker, BlockerWatch } from './blocker-watch.ts';
import { codeOf, MigrationLockTimeout, reasonOf } from './errors.ts';

/** How long migrations wait for others, in milliseconds. */
export interface MigrationPatience {
  /** For another process that applies migrations; longer than `totalMs`, which that one may take. */
  readonly othersMs: number;
  /** For a lock on a table, at a time: meanwhile every other statement on that table waits behind. */
  readonly lockMs: number;
  /** Between two tries, for those that waited behind. */
  readonly pauseMs: number;
  /** For all tries. */
  readonly totalMs: number;
}

/** A webhook is answered with 503 after 5 s. */
export const MIGRATION_PATIENCE: MigrationPatience = {
  othersMs: 150_000,
  lockMs: 2_000,
  pauseMs: 3_000,
  totalMs: 120_000,
};

/** The statements of a migration follow each other at once: a process that sleeps among them must not keep its locks. */
const STALLED_MS = 30_000;

/** lock_not_available, deadlock_detected, serialization_failure: nothing is known against the statement. */
const CONTENTION: ReadonlySet<string> = new Set(['55P03', '40P01', '40001']);

/** Whether a statement failed only because others were in the way. */
export function isContention(error: unknown): boolean {
  return CONTENTION.has(codeOf(error));
}

/**
 * Runs `work` on `client` again and again while it fails for what others do.
 *
 * @throws MigrationLockTimeout naming the sessions in the way
 */
export async function insistently<T>(
  { client, url, log }: { readonly client: Client; readonly url: string; readonly log: Logger | null },
  { lockMs, pauseMs, totalMs }: MigrationPatience,
  work: () => Promise<T>,
): Promise<T> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const pid = rows[0]?.pid ?? 0;
  await client.query(`SET idle_in_transaction_session_timeout = ${STALLED_MS}`);
  const startedAt = performance.now();
  await using watch = new BlockerWatch(url, pid, lockMs / 4);
  for (let tries = 1; ; tries += 1) {
    watch.begin();
    try {
      await client.query(`SET lock_timeout = ${lockMs}`);
      return await work();
    } catch (error) {
      if (!isContention(error)) throw error;
      const inTheWay = describe(await watch.end(), error);
      const passedMs = performance.now() - startedAt;
      if (passedMs + pauseMs >= totalMs) {
        throw new MigrationLockTimeout(
          `The migrations could not be applied in ${tries} tries over ${Math.round(passedMs / 1000)} s: ${inTheWay}. Nothing is left of the last try. Start again when that is over, or end those sessions: SELECT pg_terminate_backend(<pid>).`,
          { cause: error },
        );
      }
      log?.warn({ tries, inTheWay }, 'a migration waits');
    }
    await pause(pauseMs);
  }
}

function describe(blockers: readonly Blocker[], error: unknown): string {
  const [first] = blockers;
  if (first === undefined) return reasonOf(error);
  const sessions = blockers.map(({ pid, application, state, since }) => {
    const what = [application ?? 'unnamed', state].filter((text) => text !== null).join(', ');
    return `pid ${pid} (${what})${since === null ? '' : ` since ${since.toISOString()}`}`;
  });
  return `${first.table === null ? 'what it needs' : `table ${first.table}`} is held by ${sessions.join(' and ')}`;
}
