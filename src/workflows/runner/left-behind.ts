import { type Database, sql } from '../../database/client.ts';

/** Creates of a kind, by the module and keys of their steps. */
export interface CreateKind {
  readonly module: string;
  readonly keys: readonly string[];
}

/** How long the CRM may work on a create that nobody waits for any more, in milliseconds. */
export interface WorkingTime {
  /** From the end of a call that was given up. */
  readonly afterTimeOutMs: number;
  /** From the beginning of a call whose process was killed. */
  readonly afterBeginMs: number;
}

/**
 * How many milliseconds from now a create of this kind may still be at work in the CRM although nobody waits for it. To be asked
 * under the lock that lets one run at a time: the lock goes with the call's time-out or with its holder, the CRM's work does not.
 */
export async function leftBehindMs(database: Database, kind: CreateKind, time: WorkingTime): Promise<number> {
  const rows = await database.prisma.$queryRaw<{ ms: number | null }[]>(sql`
    SELECT (1000 * EXTRACT(EPOCH FROM max(CASE
             WHEN status = 'pending' THEN started_at + ${time.afterBeginMs} * interval '1 millisecond'
             ELSE finished_at + ${time.afterTimeOutMs} * interval '1 millisecond' END) - now()))::float8 AS ms
    FROM steps
    WHERE module = ${kind.module} AND verb = 'POST' AND key = ANY (${[...kind.keys]}::text[])
      AND status <> 'done' AND (status = 'pending' OR outcome_unknown)`);
  return Math.max(0, Math.ceil(rows[0]?.ms ?? 0));
}
