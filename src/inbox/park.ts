import { type Database, sql } from '../database/client.ts';
import { CLAIMABLE } from './claimable.ts';

/** How many events are parked by one statement: some 50 ms of work. */
export const PARKED_AT_ONCE = 500;

/**
 * Parks due events that are held back, so that claims need not look at them again: at most `limit` of one CRM, the longest due
 * first. Each is parked behind one event that holds it back: the last before it in the line of a common key, else the running one.
 * A line of many is a chain, in which each end of a run wakes one follower and not all of them. Returns how many were parked.
 *
 * Nobody is left parked: the row by which the other one holds the key is locked and looked at again before the event is parked
 * behind it, so that the other one lets go either before, and nothing is parked, or after, and its trigger finds the parked event.
 * Nothing here waits for a lock, so that it can be part of no deadlock; what is locked is left to the next look.
 */
export async function park(
  { prisma }: { readonly prisma: Pick<Database['prisma'], '$executeRaw'> },
  crm: string,
  limit: number,
): Promise<number> {
  return await prisma.$executeRaw(sql`
    WITH candidate AS MATERIALIZED (
      SELECT id, seq, keys
      FROM events
      WHERE ${CLAIMABLE} AND crm = ${crm} AND next_attempt_at <= now()
      ORDER BY next_attempt_at, seq
      LIMIT ${limit}
      FOR UPDATE SKIP LOCKED
    )
    UPDATE events e
    SET parked_behind = other.event_id
    FROM candidate c CROSS JOIN LATERAL (
      SELECT COALESCE(before.event_id, busy.event_id) AS event_id
      FROM unnest(c.keys) AS mine (key)
      LEFT JOIN LATERAL (
        SELECT k.event_id FROM event_keys k
        WHERE k.key = mine.key AND k.holds AND k.seq < c.seq
        ORDER BY k.seq DESC LIMIT 1
        FOR SHARE SKIP LOCKED
      ) before ON true
      LEFT JOIN LATERAL (
        SELECT k.event_id FROM event_keys k
        WHERE k.key = mine.key AND k.running AND k.event_id <> c.id AND before.event_id IS NULL
        FOR SHARE SKIP LOCKED
      ) busy ON true
      WHERE COALESCE(before.event_id, busy.event_id) IS NOT NULL
      LIMIT 1
    ) other
    WHERE e.id = c.id`);
}

/**
 * Wakes parked events that nothing holds back. The trigger leaves none; this is the net for a database whose triggers were off,
 * during a restore for instance. 100,000 parked events take it 0.2 s. Returns how many it woke.
 */
export async function unparkStale(database: Database): Promise<number> {
  return await database.prisma.$executeRaw(sql`
    UPDATE events e
    SET parked_behind = NULL
    WHERE e.parked_behind IS NOT NULL
      AND NOT EXISTS (
        SELECT 1 FROM event_keys k
        WHERE k.event_id = e.parked_behind AND k.key = ANY (e.keys) AND ((k.holds AND k.seq < e.seq) OR k.running)
      )`);
}
