import Type from 'typebox';
import { type Database, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';

const readWaits = rowsBy(Type.Object({ waitMs: Column.optionalNumber }));

const readSlots = rowsBy(Type.Object({ slot: Column.number, freeAt: Column.text }));

/** Whose calls are counted together. */
export interface RateSlotsKey {
  readonly crm: string;
  readonly enterprise: string;
}

/** A slot that is ours until `freeAt`, the database's own text of that time. */
export interface TakenSlot {
  readonly slot: number;
  readonly freeAt: string;
}

/**
 * Takes one of the first `slots` slots that is free, for `holdMs` milliseconds; null when none is. All times are those of the
 * database's clock.
 *
 * A row that another call has just taken fails the condition when PostgreSQL looks at it again after the lock, and a row that
 * is locked is being taken or settled by another: in both cases the call may find nothing, never a slot that is not free.
 */
export async function takeSlot(
  database: Database,
  key: RateSlotsKey,
  slots: number,
  holdMs: number,
): Promise<TakenSlot | null> {
  const rows = await readSlots(
    database.prisma,
    sql`
    WITH free AS MATERIALIZED (
      SELECT slot FROM rate_slots
      WHERE crm = ${key.crm} AND enterprise = ${key.enterprise} AND slot <= ${slots} AND free_at <= clock_timestamp()
      ORDER BY free_at
      LIMIT 1
      FOR UPDATE SKIP LOCKED
    )
    UPDATE rate_slots s
    SET free_at = clock_timestamp() + ${holdMs} * interval '1 millisecond'
    FROM free
    WHERE s.crm = ${key.crm} AND s.enterprise = ${key.enterprise} AND s.slot = free.slot
    RETURNING s.slot, s.free_at::text AS "freeAt"`,
  );
  return rows[0] ?? null;
}

/** How many milliseconds until the first slot is free, as far as is known now; null when no slots were made yet. */
export async function nextFree(database: Database, key: RateSlotsKey, slots: number): Promise<number | null> {
  const rows = await readWaits(
    database.prisma,
    sql`
    SELECT greatest(0, extract(epoch FROM min(free_at) - clock_timestamp()) * 1000)::float8 AS "waitMs"
    FROM rate_slots
    WHERE crm = ${key.crm} AND enterprise = ${key.enterprise} AND slot <= ${slots}
    HAVING count(*) > 0`,
  );
  return rows[0]?.waitMs ?? null;
}

/** Lets a slot be free in `ms` milliseconds from now, unless it has run out and another call has it. */
export async function freeSlotIn(database: Database, key: RateSlotsKey, taken: TakenSlot, ms: number): Promise<void> {
  await database.prisma.$executeRaw(sql`
    UPDATE rate_slots
    SET free_at = clock_timestamp() + ${ms} * interval '1 millisecond'
    WHERE crm = ${key.crm} AND enterprise = ${key.enterprise} AND slot = ${taken.slot}
      AND free_at = ${taken.freeAt}::timestamptz`);
}

/** Makes the slots that are not there yet, all free. */
export async function makeSlots(database: Database, key: RateSlotsKey, slots: number): Promise<void> {
  await database.prisma.$executeRaw(sql`
    INSERT INTO rate_slots (crm, enterprise, slot, free_at)
    SELECT ${key.crm}, ${key.enterprise}, slot, clock_timestamp() FROM generate_series(1, ${slots}::int) AS slot
    ON CONFLICT DO NOTHING`);
}
