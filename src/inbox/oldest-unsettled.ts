import Type, { type Static } from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { ON_SHELF, SHELVES } from './shelves.ts';

const Unsettled = Type.Object({
  id: Column.text,
  type: Column.text,
  status: Type.Enum(['pending', 'running', 'waiting', 'retrying']),
  receivedAt: Column.instant,
});
/** An event that is not settled yet. */
export type UnsettledEvent = Readonly<Static<typeof Unsettled>>;

const readRows = rowsBy(Unsettled);

/** The event that came first of those that are not settled; null = there is none. One look into the index for each status, unit and type. */
export async function oldestUnsettled({
  prisma,
}: {
  readonly prisma: Pick<Database['prisma'], '$queryRaw'>;
}): Promise<UnsettledEvent | null> {
  const [oldest] = await readRows(
    prisma,
    sql`
    WITH RECURSIVE ${SHELVES}
    SELECT first.id, shelf.type, shelf.status::text AS status, first.received_at AS "receivedAt"
    FROM shelves shelf
    CROSS JOIN LATERAL (
      SELECT e.id, e.received_at FROM events e WHERE ${ON_SHELF} ORDER BY e.status, e.received_at, e.seq LIMIT 1
    ) first
    WHERE shelf.status IN ('pending', 'running', 'waiting', 'retrying')
    ORDER BY first.received_at, first.id
    LIMIT 1`,
  );
  return oldest ?? null;
}
