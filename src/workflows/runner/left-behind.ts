import { setTimeout as pause } from 'node:timers/promises';
import { type Database, type Sql, sql } from '../../database/client.ts';

/** Writes to one record of a CRM, or all of one kind by the keys of their steps. */
export type WriteKind =
  | { readonly module: string; readonly crmId: string }
  | { readonly module: string; readonly keys: readonly string[] };

/** How long the CRM may work on a write that nobody waits for any more, in milliseconds. */
export interface WorkingTime {
  /** From the end of a call that was given up. */
  readonly afterTimeOutMs: number;
  /** From the beginning of a call whose process was killed. */
  readonly afterBeginMs: number;
}

/**
 * Waits until no such write that nobody waits for any more can still be at work in the CRM. To be asked where one runs at a time: the
 * lock goes with the call's time-out or with its holder, the CRM's work does not. Rejects when `signal` aborts.
 */
export async function untilStill(
  database: Database,
  writes: WriteKind,
  time: WorkingTime,
  signal: AbortSignal,
): Promise<void> {
  const ms = await leftBehindMs(database, writes, time);
  if (ms > 0) await pause(ms, undefined, { signal });
}

async function leftBehindMs(database: Database, kind: WriteKind, time: WorkingTime): Promise<number> {
  const which: Sql = 'crmId' in kind ? sql`crm_id = ${kind.crmId}` : sql`key = ANY (${[...kind.keys]}::text[])`;
  const rows = await database.prisma.$queryRaw<{ ms: number | null }[]>(sql`
    SELECT (1000 * EXTRACT(EPOCH FROM max(CASE
             WHEN status = 'pending' THEN started_at + ${time.afterBeginMs} * interval '1 millisecond'
             ELSE finished_at + ${time.afterTimeOutMs} * interval '1 millisecond' END) - now()))::float8 AS ms
    FROM steps
    WHERE module = ${kind.module} AND ${which} AND verb <> 'GET'
      AND status <> 'done' AND (status = 'pending' OR outcome_unknown)`);
  return Math.max(0, Math.ceil(rows[0]?.ms ?? 0));
}
