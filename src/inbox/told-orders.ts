import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { preparedRows } from '../database/prepared.ts';
import { Column } from '../database/rows.ts';
import type { StoredBody } from './claimed-event.ts';

const readTold = preparedRows(
  'told_orders',
  Type.Object({ orderId: Column.text, id: Column.text, type: Column.text, body: Column.bytes, reading: Column.number }),
);

/** The last events that told of the status of these orders of a connected shop, by order id; whatever became of them. */
export async function lastToldOrders(
  database: Pick<Database, 'askPrepared'>,
  shop: { readonly name: string; readonly businessUnit: string },
  orderIds: readonly string[],
): Promise<Map<string, StoredBody>> {
  if (orderIds.length === 0) return new Map();
  const rows = await readTold(
    database,
    sql`
    SELECT e.* FROM unnest(${[...orderIds]}::text[]) AS wanted (order_id)
    CROSS JOIN LATERAL (
      SELECT order_id AS "orderId", id, type, body, reading FROM events
      WHERE business_unit = ${shop.businessUnit} AND order_id = wanted.order_id AND shop = ${shop.name}
        AND type IN ('order.paid', 'order.updated') AND status <> 'discarded'
      ORDER BY seq DESC LIMIT 1
    ) e`,
  );
  return new Map(rows.map(({ orderId, ...row }) => [orderId, row]));
}

const readKnown = preparedRows('known_webhooks', Type.Object({ webhookId: Column.text }));

/** Which of these webhook ids are in the inbox. */
export async function knownWebhookIds(
  database: Pick<Database, 'askPrepared'>,
  webhookIds: readonly string[],
): Promise<Set<string>> {
  const rows = await readKnown(
    database,
    sql`SELECT webhook_id AS "webhookId" FROM events WHERE webhook_id = ANY (${[...webhookIds]}::text[])`,
  );
  return new Set(rows.map(({ webhookId }) => webhookId));
}
