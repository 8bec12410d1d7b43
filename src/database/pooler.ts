import type { Client } from 'pg';
import { connect, nameOf } from './connect.ts';
import { DatabaseUnreachable, reasonOf } from './errors.ts';

/** The first shows it, unless others use the pool in that very moment. */
const ROUNDS = 8;
/** A pool without a session left lets one wait. */
const PATIENCE_MS = 5_000;

/**
 * Whether there is a pooler at `url` that lends a session of the server for no longer than a transaction. Then what is set, prepared or locked
 * in a session does not stay with whoever did so, which the service lives by.
 *
 * A session of PostgreSQL has one process for as long as it lives. Such a pooler gives the process back after each statement of `one`, so a
 * transaction of another connection gets that very process, or, where the pooler takes turns, `one` has another one while that is busy.
 * What a pooler says of itself is not asked for: few let a user ask, and each is asked in its own way.
 */
export async function sharesItsSessions(one: Client, url: string): Promise<boolean> {
  const other = await connect(url);
  let late = false;
  const patience = setTimeout(() => {
    late = true;
    for (const client of [one, other]) void client.end();
  }, PATIENCE_MS);
  try {
    const mine = await processOf(one);
    for (let round = 0; round < ROUNDS; round += 1) {
      if ((await processOf(other, 'BEGIN;')) === mine || (await processOf(one)) !== mine) return true;
      // A message of its own: with the next BEGIN in it, the pooler would leave the process where it is.
      await other.query('COMMIT');
    }
    return false;
  } catch (error) {
    // PgBouncer, of a pool that lends by the statement: it begins no transaction.
    if (reasonOf(error).includes('statement pooling')) return true;
    if (!late) throw error;
    throw new DatabaseUnreachable(
      `${nameOf(one)} gave no second session in ${PATIENCE_MS / 1000} s: it hangs, or is a pooler whose pool is too small.`,
      'transient',
      { cause: error },
    );
  } finally {
    clearTimeout(patience);
    await other.end().catch(() => {});
  }
}

/** `first`: what goes before it in the same message. */
async function processOf(client: Client, first = ''): Promise<number | undefined> {
  const results = [await client.query<{ pid: number }>(`${first}SELECT pg_backend_pid() AS pid`)].flat();
  return results.at(-1)?.rows[0]?.pid;
}
