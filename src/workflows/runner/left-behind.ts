import { setTimeout as pause } from 'node:timers/promises';
import Type from 'typebox';
import { type Database, type Sql, sql } from '../../database/client.ts';
import { preparedRows } from '../../database/prepared.ts';
import { Column } from '../../database/rows.ts';

const readLeftBehind = preparedRows('left_behind', Type.Object({ crmId: Column.text, ms: Column.number }));

/** Writes to one record of a CRM, the creates of a module by the keys of their steps, or what one step of an event wrote. */
export type WriteKind =
  | { readonly module: string; readonly crmId: string }
  | { readonly module: string; readonly keys: readonly string[] }
  | { readonly eventId: string; readonly key: string };

/** How long the CRM may work on a write that nobody waits for any more, in milliseconds. */
export interface WorkingTime {
  /** From the end of a call that was given up. */
  readonly afterTimeOutMs: number;
  /** From the beginning of a call whose process was killed. */
  readonly afterBeginMs: number;
}

/** What the wait stands on. */
export interface StillnessOptions {
  readonly database: Database;
  readonly time: WorkingTime;
  /** Ends the wait, which then rejects. */
  readonly signal: AbortSignal;
  /** Asks the CRM whether it shows a record: then its create has ended. */
  readonly shows?: (module: string, crmId: string) => Promise<boolean>;
}

interface LeftBehind {
  readonly crmId: string;
  readonly ms: number;
}

/** How often the CRM is asked for what it may be at work on. */
const LOOK_EVERY_MS = 500;

/**
 * Waits until no such write that nobody waits for any more can still be at work in the CRM. To be asked where one runs at a time: the
 * lock goes with the call's time-out or with its holder, the CRM's work does not. Only a call that got no answer leaves work
 * behind; one that was answered, with a failure too, has ended. A create has ended as well once the CRM shows its record.
 */
export async function untilStill(writes: WriteKind, options: StillnessOptions): Promise<void> {
  const { database, time, signal, shows } = options;
  const ended = new Set<string>();
  for (;;) {
    const working = (await leftBehind(database, writes, time)).filter(({ crmId }) => !ended.has(crmId));
    if (working.length === 0) return;
    if (shows !== undefined && 'keys' in writes) {
      for (const { crmId } of working) if (await shows(writes.module, crmId)) ended.add(crmId);
      if (working.every(({ crmId }) => ended.has(crmId))) return;
    }
    const longest = Math.max(...working.map(({ ms }) => ms));
    await pause(Math.min(longest, shows === undefined ? longest : LOOK_EVERY_MS), undefined, { signal });
  }
}

async function leftBehind(database: Database, kind: WriteKind, time: WorkingTime): Promise<LeftBehind[]> {
  return await readLeftBehind(
    database,
    sql`
    WITH open AS (
      SELECT crm_id, 1000 * EXTRACT(EPOCH FROM CASE
               WHEN status = 'pending' THEN started_at + ${time.afterBeginMs} * interval '1 millisecond'
               ELSE finished_at + ${time.afterTimeOutMs} * interval '1 millisecond' END - now()) AS ms
      FROM steps
      WHERE ${theseOf(kind)} AND verb <> 'GET'
        AND status <> 'done' AND (status = 'pending' OR left_behind)
    )
    SELECT COALESCE(crm_id, '') AS "crmId", ceil(max(ms))::float8 AS ms FROM open WHERE ms > 0 GROUP BY 1`,
    Object.keys(kind).join(' '),
  );
}

function theseOf(kind: WriteKind): Sql {
  if ('eventId' in kind) return sql`event_id = ${kind.eventId}::uuid AND key = ${kind.key}`;
  const { module } = kind;
  return 'crmId' in kind
    ? sql`module = ${module} AND crm_id = ${kind.crmId}`
    : sql`module = ${module} AND key = ANY (${[...kind.keys]}::text[])`;
}

/** A write to a CRM's record. */
export interface SentWrite {
  readonly crm: string;
  readonly module: string;
  readonly crmId: string;
}

/** Whether an event other than this one has sent such a write and nobody knows what came of it. */
export async function isLeftOpen(database: Database, eventId: string, write: SentWrite): Promise<boolean> {
  const open = await database.prisma.step.findFirst({
    where: {
      module: write.module,
      crmId: write.crmId,
      status: { not: 'done' },
      verb: { not: 'GET' },
      OR: [{ status: 'pending' }, { outcomeUnknown: true }],
      eventId: { not: eventId },
      event: { crm: write.crm },
    },
    select: { key: true },
  });
  return open !== null;
}
