import { type Database, raw, sql } from '../../src/database/client.ts';

/** What stands in an inbox before anything is measured. */
export interface Scene {
  /** Events that are due and that nobody has claimed. */
  readonly waiting: number;
  /** Events that are done, which arrived before them. */
  readonly finished: number;
}

const CHUNK = 5_000;

/**
 * Fills an empty inbox: of ten events five are orders (three keys: user, address, order), four registrations and one an update of a
 * customer (two keys). One in ten is of the customer before, so that it is held back by that one. They arrived one by one, a
 * millisecond apart. Set-based, 20,000 rows a second; ends with what autovacuum would have done meanwhile.
 */
export async function fillInbox({ prisma }: Database, { waiting, finished }: Scene): Promise<void> {
  for (const { count, done } of [
    { count: finished, done: true },
    { count: waiting, done: false },
  ]) {
    for (let from = 1; from <= count; from += CHUNK)
      await prisma.$executeRaw(chunk(from, Math.min(from + CHUNK - 1, count), done));
  }
  await prisma.$executeRaw(sql`VACUUM ANALYZE events, event_keys`);
}

function chunk(from: number, to: number, done: boolean) {
  const prefix = raw(done ? `'D'` : `'W'`);
  const status = raw(done ? `'done'::event_status` : `'pending'::event_status`);
  return sql`
    WITH made AS (
      SELECT n, ${prefix} || (n - CASE WHEN n % 10 = 0 THEN 1 ELSE 0 END) AS customer, ${prefix} || n AS ordered,
             CASE WHEN n % 2 = 0 THEN 'order.paid' WHEN n % 5 = 1 THEN 'customer.updated' ELSE 'customer.registered' END AS type,
             now() - (${to}::int - n) * interval '1 millisecond' AS at
      FROM generate_series(${from}::int, ${to}::int) AS n
    ),
    inserted AS (
      INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, crm, business_unit, user_id, order_id, keys,
                          status, next_attempt_at, received_at, finished_at, request_id, traceparent)
      SELECT uuidv7(), 'msg_' || gen_random_uuid(), convert_to(repeat(md5(n::text), 40), 'UTF8'), sha256(n::text::bytea),
             sha256(n::text::bytea), type, 'suitecrm', 'experience', customer, CASE WHEN type = 'order.paid' THEN ordered END,
             ARRAY['user:experience:' || customer, 'email:suitecrm:' || md5(customer) || '@example.com'] ||
               CASE WHEN type = 'order.paid' THEN ARRAY['order:experience:' || ordered] ELSE '{}' END,
             ${status}, at, at, ${done ? sql`at` : sql`NULL`}, gen_random_uuid()::text, '00-' || md5(n::text) || '-0000000000000001-01'
      FROM made ORDER BY n
      RETURNING id, seq, keys
    )
    INSERT INTO event_keys (key, event_id, seq) SELECT key, id, seq FROM inserted, unnest(keys) AS key WHERE ${!done}`;
}
