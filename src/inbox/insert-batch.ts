import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { againOnCollision } from './collision.ts';
import type { AcceptResult, NewEvent } from './types.ts';

const readInserted = rowsBy(Type.Object({ id: Column.text }));

interface KnownWebhook {
  readonly webhookId: string;
  readonly id: string;
  readonly type: string;
  readonly contentSha256: Uint8Array;
}

/**
 * Stores many webhooks in one statement, in their order of arrival, and tells for each whether it is new. A webhook id that is
 * known, or stands twice in the batch, is stored once: with the same type and data it is a duplicate, however they are spelt; else a conflict.
 */
export async function insertBatch(database: Database, events: readonly NewEvent[]): Promise<AcceptResult[]> {
  // Two processes that get the same webhooks in another order may deadlock.
  const inserted = new Set(await againOnCollision(() => insert(database, events)));
  const known = events.every((event) => inserted.has(event.id))
    ? new Map<string, KnownWebhook>()
    : await readKnown(database, events);
  return events.map((event) => {
    if (inserted.has(event.id)) return { eventId: event.id, outcome: 'accepted' };
    const row = known.get(event.webhookId);
    if (row === undefined) throw new TypeError('A webhook is either stored or known');
    const same = row.type === event.type && Buffer.from(row.contentSha256).equals(event.contentSha256);
    return { eventId: row.id, outcome: same ? 'duplicate' : 'conflict' };
  });
}

// Bytes travel as base64 and keys as JSON, since a PostgreSQL array has one type and no ragged rows.
async function insert(database: Database, events: readonly NewEvent[]): Promise<string[]> {
  const column = <T>(read: (event: NewEvent) => T): T[] => events.map(read);
  const rows = await readInserted(
    database.prisma,
    sql`
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
    SELECT id FROM inserted`,
  );
  return rows.map((row) => row.id);
}

async function readKnown({ prisma }: Database, events: readonly NewEvent[]): Promise<Map<string, KnownWebhook>> {
  const known = await prisma.event.findMany({
    where: { webhookId: { in: events.map((event) => event.webhookId) } },
    select: { id: true, webhookId: true, type: true, contentSha256: true },
  });
  return new Map(known.map((row) => [row.webhookId, row]));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
