import { type Database, sql } from '../database/client.ts';
import { againOnCollision } from './collision.ts';
import type { AcceptResult, NewEvent } from './types.ts';

interface Row {
  readonly webhookId: string;
  readonly id: string;
  readonly type: string;
  readonly contentSha256: string;
}

/**
 * Stores many webhooks in one statement, in their order of arrival, and tells for each whether it is new. A webhook id that is
 * known, or stands twice in the batch, is stored once: with the same type and data it is a duplicate, however they are spelt; else a conflict.
 */
export async function insertBatch(database: Database, events: readonly NewEvent[]): Promise<AcceptResult[]> {
  // Two processes that get the same webhooks in another order may deadlock.
  const inserted = new Set(await againOnCollision(() => insert(database, events)));
  const known = events.every((event) => inserted.has(event.id))
    ? new Map<string, Row>()
    : await readKnown(database, events);
  return events.map((event) => {
    if (inserted.has(event.id)) return { eventId: event.id, outcome: 'accepted' };
    const row = known.get(event.webhookId);
    if (row === undefined) throw new TypeError('A webhook is either stored or known');
    const same = row.type === event.type && row.contentSha256 === Buffer.from(event.contentSha256).toString('hex');
    return { eventId: row.id, outcome: same ? 'duplicate' : 'conflict' };
  });
}

// Bytes travel as base64 and keys as JSON, since a PostgreSQL array has one type and no ragged rows.
async function insert(database: Database, events: readonly NewEvent[]): Promise<string[]> {
  const column = <T>(read: (event: NewEvent) => T): T[] => events.map(read);
  const rows = await database.prisma.$queryRaw<{ id: string }[]>(sql`
    WITH incoming AS (
      SELECT * FROM unnest(
        ${column((event) => event.id)}::uuid[],
        ${column((event) => event.webhookId)}::text[],
        ${column((event) => base64(event.body))}::text[],
        ${column((event) => base64(event.bodySha256))}::text[],
        ${column((event) => base64(event.contentSha256))}::text[],
        ${column((event) => event.type)}::text[],
        ${column((event) => event.reading)}::smallint[],
        ${column((event) => event.crm)}::text[],
        ${column((event) => event.businessUnit)}::text[],
        ${column((event) => event.userId)}::text[],
        ${column((event) => event.orderId)}::text[],
        ${column((event) => event.refundId)}::text[],
        ${column((event) => JSON.stringify(event.keys))}::text[],
        ${column((event) => event.requestId)}::text[],
        ${column((event) => event.traceparent)}::text[]
      ) WITH ORDINALITY AS t (id, webhook_id, body, body_sha256, content_sha256, type, reading, crm, business_unit, user_id,
                              order_id, refund_id, keys, request_id, traceparent, position)
    ),
    inserted AS (
      INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, reading, crm, business_unit, user_id,
                          order_id, refund_id, keys, request_id, traceparent)
      SELECT id, webhook_id, decode(body, 'base64'), decode(body_sha256, 'base64'), decode(content_sha256, 'base64'), type,
             reading, crm, business_unit, user_id, order_id, refund_id, ARRAY (SELECT jsonb_array_elements_text(keys::jsonb)),
             request_id, traceparent
      FROM incoming
      ORDER BY position
      ON CONFLICT (webhook_id) DO NOTHING
      RETURNING id, seq, keys
    ),
    keys AS (
      INSERT INTO event_keys (key, event_id, seq)
      SELECT key, id, seq FROM inserted, unnest(keys) AS key
    )
    SELECT id FROM inserted`);
  return rows.map((row) => row.id);
}

async function readKnown(database: Database, events: readonly NewEvent[]): Promise<Map<string, Row>> {
  const webhookIds = events.map((event) => event.webhookId);
  const rows = await database.prisma.$queryRaw<Row[]>(sql`
    SELECT id, webhook_id AS "webhookId", type, encode(content_sha256, 'hex') AS "contentSha256"
    FROM events WHERE webhook_id = ANY (${webhookIds}::text[])`);
  return new Map(rows.map((row) => [row.webhookId, row]));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
