import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { orderPaid } from '../domain/events/order-paid.ts';
import { orderRefunded } from '../domain/events/order-refunded.ts';
import { EVENT_STATUSES, type EventStatus } from '../domain/events/status.ts';
import { saleBySteps } from './asked-of-steps.ts';
import type { StoredBody } from './claimed-event.ts';

const readSales = rowsBy(
  Type.Object({
    accountId: Column.optionalText,
    currencyId: Column.optionalText,
    conversionRate: Column.optionalText,
  }),
);

/** The key of the step that changes the invoice of an order that stands. */
export const UPDATE_STEP = 'invoice update';

const readOrders = rowsBy(
  Type.Object({ id: Column.text, type: Column.text, body: Column.bytes, reading: Column.number }),
);

// Not by its name: while the table is not analysed, or not anew, the planner takes what is done for rarer than what is of one order.
const DONE = { notIn: EVENT_STATUSES.filter((status) => status !== 'done') };

/** An order event that is not settled well: a refund of it has to wait. */
export interface OpenOrder {
  readonly id: string;
  readonly status: EventStatus;
}

/** What an order's invoice was made with. */
export interface Sale {
  readonly accountId: string;
  readonly currencyId: string;
  /** Units of the currency per unit of the CRM's own; null for the CRM's own. */
  readonly conversionRate: string | null;
}

/** What is asked: the database, or one transaction of it. */
interface OrderQueries {
  readonly prisma: Pick<Database['prisma'], 'event' | 'step' | '$queryRaw'>;
}

/** What the inbox knows of a unit's orders, for the refunds and updates of them. */
export class OrderHistory {
  readonly #database: OrderQueries;

  constructor(database: OrderQueries) {
    this.#database = database;
  }

  /** The event that put an order into the CRM: the first that was done, since later ones changed at most its status and addresses. */
  async doneOrder(businessUnit: string, orderId: string): Promise<StoredBody | null> {
    const [row] = await readOrders(
      this.#database.prisma,
      sql`
      SELECT id, type, body, reading FROM events
      WHERE business_unit = ${businessUnit} AND order_id = ${orderId} AND type = ${orderPaid.name}
        AND (status = 'done' OR done_at IS NOT NULL)
      ORDER BY coalesce(done_at, finished_at), seq LIMIT 1`,
    );
    return row ?? null;
  }

  /**
   * What the invoice of an order event was made with, as its journal tells, or as was kept of that when retention took it; null where that is
   * gone or of an older kind.
   */
  async sale(eventId: string): Promise<Sale | null> {
    const rows = await readSales(
      this.#database.prisma,
      sql`
      SELECT kept ->> 'accountId' AS "accountId", kept ->> 'currencyId' AS "currencyId", kept ->> 'conversionRate' AS "conversionRate"
      FROM events WHERE id = ${eventId}::uuid AND kept IS NOT NULL
      UNION ALL
      (${saleBySteps(sql`${eventId}::uuid`)})`,
    );
    const { accountId = null, currencyId = null, conversionRate = null } = rows[0] ?? {};
    return accountId === null || currencyId === null ? null : { accountId, currencyId, conversionRate };
  }

  /** Whether an event has begun to change the invoice of an order, whatever came of it. */
  async updateBegun(businessUnit: string, orderId: string): Promise<boolean> {
    const step = await this.#database.prisma.step.findFirst({
      where: { key: UPDATE_STEP, event: { businessUnit, orderId } },
      select: { key: true },
    });
    return step !== null;
  }

  /** The refunds of an order that are done, each once. */
  async doneRefunds(businessUnit: string, orderId: string): Promise<string[]> {
    const refunds = await this.#database.prisma.event.findMany({
      where: { businessUnit, orderId, type: orderRefunded.name, OR: [{ status: DONE }, { doneAt: { not: null } }] },
      orderBy: { seq: 'asc' },
      select: { refundId: true },
    });
    return [...new Set(refunds.flatMap(({ refundId }) => refundId ?? []))];
  }

  /** An event of this order that is still to be done, or dead; the newest first. */
  async openOrder(businessUnit: string, orderId: string): Promise<OpenOrder | null> {
    return await this.#database.prisma.event.findFirst({
      where: { businessUnit, orderId, type: orderPaid.name, status: { notIn: ['done', 'discarded'] } },
      orderBy: { seq: 'desc' },
      select: { id: true, status: true },
    });
  }
}
