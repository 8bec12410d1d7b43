import Type, { type Static } from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { EVENT_STATUSES } from '../domain/events/status.ts';

const Holder = Type.Object({
  id: Column.text,
  type: Column.text,
  status: Type.Enum([...EVENT_STATUSES]),
  userId: Column.optionalText,
  orderId: Column.optionalText,
  refundId: Column.optionalText,
});
/** An event that holds up others. */
export type Holder = Readonly<Static<typeof Holder>>;

const readHolders = rowsBy(Holder);

/**
 * The event that an event comes after: of those before it in the line of a common key that have not let go the first, for which all behind it
 * wait, else one of a common key that runs. Null = nothing holds it up, or it is in no line: it runs, or is settled.
 */
export async function findHolder({ prisma }: Database, id: string): Promise<Holder | null> {
  const [holder] = await readHolders(
    prisma,
    sql`
    WITH mine AS (
      SELECT key, e.seq, e.id FROM events e CROSS JOIN LATERAL unnest(e.keys) AS key
      WHERE e.id = ${id}::uuid AND e.status IN ('pending', 'retrying', 'waiting')
    ),
    holder AS (
      SELECT line.event_id, line.seq, line.before
      FROM mine CROSS JOIN LATERAL (
        (SELECT k.event_id, k.seq, true AS before FROM event_keys k
         WHERE k.key = mine.key AND k.holds AND k.seq < mine.seq ORDER BY k.seq LIMIT 1)
        UNION ALL
        (SELECT k.event_id, k.seq, false FROM event_keys k WHERE k.key = mine.key AND k.running AND k.event_id <> mine.id)
      ) line
      ORDER BY line.before DESC, line.seq LIMIT 1
    )
    SELECT e.id::text AS id, e.type, e.status::text AS status, e.user_id AS "userId", e.order_id AS "orderId", e.refund_id AS "refundId"
    FROM holder JOIN events e ON e.id = holder.event_id`,
  );
  return holder ?? null;
}
