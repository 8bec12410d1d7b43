import Type from 'typebox';
import Value from 'typebox/value';
import { type Database, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { writeAudit } from '../audit.ts';
import { inTransaction, type Queries } from '../transaction.ts';
import { type RemovedBatch, removeBatch } from './remove-batch.ts';

/** How retention sweeps. */
export interface SweepSettings {
  /** RETENTION_DAYS; null = everything is kept. */
  readonly days: number | null;
  /** From the end of a sweep to the next, in milliseconds. */
  readonly everyMs: number;
  /** So many events by one commit. */
  readonly batch: number;
}

/** A sweep, as far as it has come. */
export interface Sweep {
  readonly days: number;
  readonly olderThan: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** Up to which end it has taken them; null before its first batch. */
  readonly takenTo: Date | null;
  readonly events: number;
  /** Of payloads and steps. */
  readonly bytes: number;
  /** How many events of each type. */
  readonly byType: Readonly<Record<string, number>>;
}

/** What was done of a sweep: a batch, or the end noted. Null = nothing is due, or another replica is at it. */
export type SweepTurn =
  | { readonly kind: 'removed'; readonly batch: RemovedBatch }
  | { readonly kind: 'finished'; readonly sweep: Sweep }
  | null;

/** A batch is followed by a rest of at least so long, in milliseconds, and of so many times what it took: the database has other things to do. */
const LEAST_REST_MS = 50;
const REST = 3;
/** The one row. */
const ID = 1;
/** Who acts, for the audit: nobody asked. */
const ACTOR = 'retention';

const Counts = Type.Record(Type.String(), Type.Integer());
const readSweeps = rowsBy(
  Type.Object({
    days: Column.number,
    olderThan: Column.instant,
    startedAt: Column.instant,
    finishedAt: Type.Union([Column.instant, Type.Null()]),
    takenTo: Type.Union([Column.instant, Type.Null()]),
    events: Column.number,
    bytes: Column.number,
    byType: Column.json,
  }),
);
const readNext = rowsBy(Type.Object({ ms: Column.number }));

const COLUMNS = sql`days, older_than AS "olderThan", started_at AS "startedAt", finished_at AS "finishedAt", taken_to AS "takenTo",
  events, bytes::float8 AS bytes, by_type AS "byType"`;

/**
 * Takes the next batch of the sweep that is under way, or begins the one that is due. The row lock makes its pace one for all replicas, and lets
 * one at a time be at it; a replica that is killed leaves a sweep that any other goes on with. What a sweep came to is in the audit once it has
 * ended.
 */
export async function sweepNext(database: Database, settings: SweepSettings): Promise<SweepTurn> {
  return await inTransaction(database, async (prisma) => {
    const sweep = await takeDue(prisma, settings.days);
    if (sweep === null) return null;
    const { olderThan, takenTo } = sweep;
    const order = { olderThan, from: takenTo, size: settings.batch };
    const batch = settings.days === null ? null : await removeBatch(prisma, order);
    if (batch === null || batch.events === 0) return { kind: 'finished', sweep: await finish(prisma, sweep, settings) };
    await note(prisma, sweep, batch);
    return { kind: 'removed', batch };
  });
}

/** Milliseconds until a sweep is due, 0 for one that is overdue. */
export async function nextSweepInMs(database: Database): Promise<number> {
  const [next] = await readNext(
    database.prisma,
    sql`SELECT (EXTRACT(EPOCH FROM next_at - now()) * 1000)::float8 AS ms FROM retention_sweeps WHERE id = ${ID}`,
  );
  return Math.max(next?.ms ?? 0, 0);
}

/** The sweep that is under way, or the last one; null = there was none yet. */
export async function lastSweep({ prisma }: Pick<Database, 'prisma'>): Promise<Sweep | null> {
  const [sweep] = await readSweeps(prisma, sql`SELECT ${COLUMNS} FROM retention_sweeps WHERE id = ${ID}`);
  return sweep === undefined ? null : asSweep(sweep);
}

async function takeDue(prisma: Queries, days: number | null): Promise<Sweep | null> {
  if (days !== null) {
    await prisma.$executeRaw(sql`
      INSERT INTO retention_sweeps (id, days, older_than, started_at, finished_at, next_at)
      VALUES (${ID}, ${days}::float8, now(), now(), now(), to_timestamp(0)) ON CONFLICT DO NOTHING`);
  }
  // Whoever sets another number of days waits for no hour to be over.
  const [found] = await readSweeps(
    prisma,
    sql`
    SELECT ${COLUMNS} FROM retention_sweeps
    WHERE id = ${ID} AND CASE WHEN ${days}::float8 IS NULL THEN finished_at IS NULL
                              ELSE next_at <= now() OR (finished_at IS NOT NULL AND days <> ${days}::float8) END
    FOR UPDATE SKIP LOCKED`,
  );
  if (found === undefined) return null;
  if (found.finishedAt === null) return asSweep(found);
  const [begun] = await readSweeps(
    prisma,
    sql`
    UPDATE retention_sweeps
    SET days = ${days}::float8, older_than = now() - ${days}::float8 * interval '24 hours', started_at = now(), finished_at = NULL,
        taken_to = NULL, events = 0, bytes = 0, by_type = '{}'
    WHERE id = ${ID} RETURNING ${COLUMNS}`,
  );
  return begun === undefined ? null : asSweep(begun);
}

async function note(prisma: Queries, sweep: Sweep, batch: RemovedBatch): Promise<void> {
  const { events, bytes, byType, takenTo } = batch;
  const counts = JSON.stringify(sumOf(sweep.byType, byType));
  await prisma.$executeRaw(sql`
    UPDATE retention_sweeps
    SET events = events + ${events}, bytes = bytes + ${bytes}::float8::bigint, by_type = ${counts}::jsonb, taken_to = ${takenTo}::timestamptz,
        next_at = clock_timestamp()
          + GREATEST(${LEAST_REST_MS} * interval '1 millisecond', ${REST} * (clock_timestamp() - transaction_timestamp()))
    WHERE id = ${ID}`);
}

async function finish(prisma: Queries, sweep: Sweep, { everyMs }: SweepSettings): Promise<Sweep> {
  const [ended = sweep] = await readSweeps(
    prisma,
    sql`
    UPDATE retention_sweeps SET finished_at = now(), next_at = now() + ${everyMs} * interval '1 millisecond'
    WHERE id = ${ID} RETURNING ${COLUMNS}`,
  );
  const { events, bytes, byType, days } = sweep;
  if (events > 0) {
    await writeAudit(prisma, {
      actor: ACTOR,
      action: 'retention.remove',
      subject: 'payloads',
      reason: `payloads and steps of events that ended over ${days} days before`,
      affected: events,
      details: { days, older_than: sweep.olderThan.toISOString(), bytes, by_type: { ...byType } },
    });
  }
  return asSweep(ended);
}

function sumOf(one: Sweep['byType'], other: Sweep['byType']): Sweep['byType'] {
  const sum: Record<string, number> = { ...one };
  for (const [type, count] of Object.entries(other)) sum[type] = (sum[type] ?? 0) + count;
  return sum;
}

function asSweep({ byType, ...row }: Omit<Sweep, 'byType'> & { readonly byType: unknown }): Sweep {
  return { ...row, byType: Value.Parse(Counts, byType) };
}
