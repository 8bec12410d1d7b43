import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { orderPaid } from '../domain/events/order-paid.ts';
import type { FoundLink, Obstacle } from './found-link.ts';

const readOrders = rowsBy(
  Type.Object({ businessUnit: Column.text, localId: Column.text, crmId: Column.optionalText, eventId: Column.text }),
);

/**
 * Those orders of a list whose own event may yet make an invoice, or has sent one that is another than the list's: with a link to that
 * one there would be two. An event that died before its invoice is not in the way: replayed, it finds the link.
 */
export async function findOrdersInWork(
  prisma: Pick<Database['prisma'], '$queryRaw'>,
  links: readonly FoundLink[],
): Promise<Obstacle[]> {
  const orders = links.filter(({ kind }) => kind === 'order');
  if (orders.length === 0) return [];
  const rows = await readOrders(
    prisma,
    sql`
    SELECT e.business_unit AS "businessUnit", e.order_id AS "localId", sent.crm_id AS "crmId", e.id AS "eventId"
    FROM unnest(
      ${orders.map(({ businessUnit }) => businessUnit)}::text[], ${orders.map(({ localId }) => localId)}::text[],
      ${orders.map(({ module }) => module)}::text[], ${orders.map(({ crmId }) => crmId)}::text[]
    ) AS t (business_unit, order_id, module, crm_id)
    JOIN events e ON e.business_unit = t.business_unit AND e.order_id = t.order_id AND e.type = ${orderPaid.name}
    LEFT JOIN LATERAL (
      SELECT s.crm_id FROM steps s
      WHERE s.event_id = e.id AND s.verb = 'POST' AND s.module = t.module AND s.crm_id <> t.crm_id
        AND (s.status <> 'failed' OR s.outcome_unknown)
      LIMIT 1
    ) sent ON true
    WHERE sent.crm_id IS NOT NULL OR e.status NOT IN ('done', 'discarded', 'dead')`,
  );
  return rows.map((row) => ({ kind: 'order', ...row }));
}
