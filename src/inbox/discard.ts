import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { EVENT_STATUSES, type EventStatus } from '../domain/events/status.ts';

const readDiscarded = rowsBy(Type.Object({ discarded: Column.boolean, status: Type.Enum([...EVENT_STATUSES]) }));

/** Whether the event was discarded now, and the status it had before. */
export interface DiscardResult {
  readonly discarded: boolean;
  readonly status: EventStatus;
}

/**
 * Gives an event up for good: it is never run again and holds up nobody any more. One that runs, is done or is discarded
 * already is left alone. Null = no such event.
 */
export async function discard(
  { prisma }: { readonly prisma: Pick<Database['prisma'], '$queryRaw'> },
  id: string,
): Promise<DiscardResult | null> {
  const rows = await readDiscarded(
    prisma,
    sql`
    WITH before AS (
      SELECT id, status FROM events WHERE id = ${id}::uuid FOR UPDATE
    ),
    discarded AS (
      UPDATE events e
      SET status = 'discarded', finished_at = now(), waiting_for = NULL
      FROM before
      WHERE e.id = before.id AND before.status IN ('pending', 'retrying', 'waiting', 'dead')
      RETURNING e.id
    ),
    keys AS (
      DELETE FROM event_keys k USING discarded WHERE k.event_id = discarded.id
    )
    SELECT EXISTS (SELECT 1 FROM discarded) AS discarded, status::text AS status FROM before`,
  );
  return rows[0] ?? null;
}
