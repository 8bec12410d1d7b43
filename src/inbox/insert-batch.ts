import Type from 'typebox';
import type { Database } from '../database/client.ts';
import { preparedStatement } from '../database/prepared.ts';
import { Column } from '../database/rows.ts';
import { againOnCollision } from './collision.ts';
import type { AcceptResult, NewEvent } from './types.ts';

interface KnownWebhook {
  readonly webhookId: string;
  readonly id: string;
  readonly type: string;
  /** The hash of its content; of an event that was amended that of the first one as well. */
  readonly contents: readonly Uint8Array[];
}

/**
 * Stores many webhooks in one statement, in their order of arrival, and tells for each whether it is new. A webhook id that is
 * known, or stands twice in the batch, is stored once: with the same type and data it is a duplicate, however they are spelt; else a conflict.
 * An event that was amended is known by its first content and by that of now.
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
    const same =
      row.type === event.type && row.contents.some((sha256) => Buffer.from(sha256).equals(event.contentSha256));
    return { eventId: row.id, outcome: same ? 'duplicate' : 'conflict' };
  });
}

const SHA256_BYTES = 32;

/**
 * `$1`: what is text, as JSON; `$2`: all bodies on end; `$3` and `$4`: where each one begins, from 1, and its length; `$5`: the hashes of
 * their contents on end. Bytes go over as they are, and everything in five values whatever the number of webhooks, so that one plan serves all.
 */
const insertEvents = preparedStatement(
  'insert_events',
  Type.Object({ id: Column.text }),
  `WITH incoming AS (
      SELECT t.*, substr($2::bytea, ($3::int[])[position], ($4::int[])[position]) AS body,
             substr($5::bytea, 1 + ${SHA256_BYTES} * (position::int - 1), ${SHA256_BYTES}) AS content_sha256
      FROM ROWS FROM (json_to_recordset($1::json) AS (
        id uuid, webhook_id text, type text, reading smallint, crm text, business_unit text, user_id text, order_id text,
        refund_id text, keys text[], request_id text, traceparent text, shop text, topic text, parent_id uuid
      )) WITH ORDINALITY AS t (id, webhook_id, type, reading, crm, business_unit, user_id, order_id, refund_id, keys, request_id,
                               traceparent, shop, topic, parent_id, position)
    ),
    inserted AS (
      INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, reading, crm, business_unit, user_id,
                          order_id, refund_id, keys, request_id, traceparent, shop, topic, parent_id)
      SELECT id, webhook_id, body, sha256(body), content_sha256, type, reading, crm, business_unit, user_id, order_id, refund_id,
             keys, request_id, traceparent, shop, topic, parent_id
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

async function insert(database: Database, events: readonly NewEvent[]): Promise<string[]> {
  const begins: number[] = [];
  let at = 1;
  for (const { body } of events) {
    begins.push(at);
    at += body.byteLength;
  }
  const rows = await insertEvents(database.askPrepared, [
    JSON.stringify(events.map(textOf)),
    Buffer.concat(events.map(({ body }) => body)),
    begins,
    events.map(({ body }) => body.byteLength),
    Buffer.concat(events.map(({ contentSha256 }) => contentSha256)),
  ]);
  return rows.map((row) => row.id);
}

function textOf(event: NewEvent) {
  return {
    id: event.id,
    webhook_id: event.webhookId,
    type: event.type,
    reading: event.reading,
    crm: event.crm,
    business_unit: event.businessUnit,
    user_id: event.userId,
    order_id: event.orderId,
    refund_id: event.refundId,
    keys: event.keys,
    request_id: event.requestId,
    traceparent: event.traceparent,
    ...(event.from === undefined
      ? {}
      : { shop: event.from.shop, topic: event.from.topic, parent_id: event.from.parentId }),
  };
}

async function readKnown({ prisma }: Database, events: readonly NewEvent[]): Promise<Map<string, KnownWebhook>> {
  const known = await prisma.event.findMany({
    where: { webhookId: { in: events.map((event) => event.webhookId) } },
    select: {
      id: true,
      webhookId: true,
      type: true,
      contentSha256: true,
      amended: { select: { contentSha256: true } },
    },
  });
  return new Map(
    known.map(({ contentSha256, amended, ...row }) => {
      const contents = amended === null ? [contentSha256] : [contentSha256, amended.contentSha256];
      return [row.webhookId, { ...row, contents }];
    }),
  );
}
