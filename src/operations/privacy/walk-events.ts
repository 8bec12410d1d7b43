import Type from 'typebox';
import { type Sql, sql } from '../../database/client.ts';
import { Column, type RawQueries, rowsBy } from '../../database/rows.ts';

const Place = Type.Object({ receivedAt: Column.instant, seq: Column.bigint });
const readPlaces = rowsBy(Place);

/** So many events are looked at by one statement, and so many bytes of their bodies: some tenths of a second. */
const EVENTS = 2_000;
const BYTES = 8 * 1024 * 1024;

/**
 * Looks at all events, or at all of a shop, a stretch at a time in order of arrival: nothing but that finds what no index tells. `look` gets a
 * condition on `events e`.
 */
export async function walkEvents(
  prisma: RawQueries,
  shop: string | null,
  look: (stretch: Sql) => Promise<void>,
): Promise<void> {
  // The shop as an array leaves no other index its order.
  const of = shop === null ? sql`true` : sql`e.shop = ANY (ARRAY[${shop}])`;
  const order = shop === null ? sql`e.received_at, e.seq` : sql`e.shop, e.received_at, e.seq`;
  let from: Sql = sql`true`;
  for (;;) {
    const [last] = await readPlaces(
      prisma,
      sql`
      SELECT received_at AS "receivedAt", seq FROM (
        SELECT received_at, seq, sum(bytes) OVER arrival AS bytes, row_number() OVER arrival AS number
        FROM (
          SELECT e.received_at, e.seq, octet_length(e.body) AS bytes FROM events e
          WHERE ${of} AND ${from} ORDER BY ${order} LIMIT ${EVENTS}
        ) next
        WINDOW arrival AS (ORDER BY received_at, seq)
      ) stretch
      WHERE bytes <= ${BYTES} OR number = 1 ORDER BY received_at DESC, seq DESC LIMIT 1`,
    );
    if (last === undefined) return;
    const end = sql`(${last.receivedAt}, ${last.seq}::bigint)`;
    await look(sql`${of} AND ${from} AND (e.received_at, e.seq) <= ${end}`);
    from = sql`(e.received_at, e.seq) > ${end}`;
  }
}
