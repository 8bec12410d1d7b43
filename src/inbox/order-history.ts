import { type Database, sql } from '../database/client.ts';
import type { StoredBody } from './claimed-event.ts';

/** An order event that is not settled well: a refund of it has to wait. */
export interface OpenOrder {
  readonly id: string;
  readonly status: string;
}

/** What an order's invoice was made with. */
export interface Sale {
  readonly accountId: string;
  readonly currencyId: string;
  /** Units of the currency per unit of the CRM's own; null for the CRM's own. */
  readonly conversionRate: string | null;
}

/** What the inbox knows of a unit's orders, for the refunds of them. */
export class OrderHistory {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The event that put an order into the CRM: the first that was done, since later ones changed nothing. */
  async doneOrder(businessUnit: string, orderId: string): Promise<StoredBody | null> {
    const rows = await this.#database.prisma.$queryRaw<StoredBody[]>(sql`
      SELECT id, type, body, reading FROM events
      WHERE business_unit = ${businessUnit} AND order_id = ${orderId} AND type = 'order.paid' AND status = 'done'
      ORDER BY finished_at, seq LIMIT 1`);
    return rows[0] ?? null;
  }

  /** What the invoice of an order event was made with, as its journal tells; null where that is gone or of an older kind. */
  async sale(eventId: string): Promise<Sale | null> {
    const rows = await this.#database.prisma.$queryRaw<Partial<Sale>[]>(sql`
      SELECT invoice.request ->> 'billing_account_id' AS "accountId", invoice.request ->> 'currency_id' AS "currencyId",
             (SELECT currency.output ->> 'conversionRate' FROM steps currency
              WHERE currency.event_id = invoice.event_id AND currency.key = 'currency' AND currency.status = 'done')
               AS "conversionRate"
      FROM steps invoice
      WHERE invoice.event_id = ${eventId}::uuid AND invoice.key = 'invoice' AND invoice.status = 'done'`);
    const [row] = rows;
    if (typeof row?.accountId !== 'string' || typeof row.currencyId !== 'string') return null;
    return { accountId: row.accountId, currencyId: row.currencyId, conversionRate: row.conversionRate ?? null };
  }

  /** An event of this order that is still to be done, or dead; the newest first. */
  async openOrder(businessUnit: string, orderId: string): Promise<OpenOrder | null> {
    const rows = await this.#database.prisma.$queryRaw<OpenOrder[]>(sql`
      SELECT id, status::text AS status FROM events
      WHERE business_unit = ${businessUnit} AND order_id = ${orderId} AND type = 'order.paid'
        AND status NOT IN ('done', 'discarded')
      ORDER BY seq DESC LIMIT 1`);
    return rows[0] ?? null;
  }
}
