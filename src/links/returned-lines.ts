import { type Database, type Sql, sql } from '../database/client.ts';
import { Decimal } from '../domain/money.ts';
import type { Taken } from '../domain/return-amounts.ts';

/** A refund and the order it takes back. */
export interface RefundKey {
  readonly businessUnit: string;
  readonly orderId: string;
  readonly refundId: string;
}

/** So much of one original line; `shipping` stands for the freight. */
export interface TakenBack {
  readonly line: string;
  readonly quantity: Decimal;
}

/** The name under which freight is kept beside the lines. */
export const SHIPPING = 'shipping';

/**
 * How much of each original line the refunds of an order take back. What was taken before decides a part's figures, so it is
 * written down before the return is sent and stays the same for every later attempt of it.
 */
export class ReturnedLines {
  readonly #database: Database;
  readonly #crm: string;

  constructor(database: Database, crm: string) {
    this.#database = database;
    this.#crm = crm;
  }

  /** Fixes what a refund takes back, by line, and tells what others took before. Refunds of one order never run at once. */
  async reserve(refund: RefundKey, lines: readonly TakenBack[]): Promise<ReadonlyMap<string, Taken>> {
    const fixed = await this.#read(refund);
    if (fixed.size > 0) return fixed;
    const taken = await this.#take(refund, lines);
    const rows = [...taken].map(([line, { now, before }]) => ({ line, quantity: now, before }));
    const { businessUnit, orderId, refundId } = refund;
    await this.#database.prisma.$transaction([
      this.#database.prisma.$executeRaw(sql`
        DELETE FROM returned_lines
        WHERE crm = ${this.#crm} AND business_unit = ${businessUnit} AND refund_id = ${refundId}`),
      this.#database.prisma.$executeRaw(sql`
        INSERT INTO returned_lines (crm, business_unit, order_id, refund_id, line_crm_id, quantity, before)
        SELECT ${this.#crm}, ${businessUnit}, ${orderId}, ${refundId}, line, quantity, before
        FROM unnest(
          ${rows.map((row) => row.line)}::text[],
          ${rows.map((row) => row.quantity.toFixed())}::numeric[],
          ${rows.map((row) => row.before.toFixed())}::numeric[]
        ) AS t (line, quantity, before)`),
    ]);
    return taken;
  }

  /** What `reserve` would fix, without writing it down. */
  async foresee(refund: RefundKey, lines: readonly TakenBack[]): Promise<ReadonlyMap<string, Taken>> {
    const fixed = await this.#read(refund);
    return fixed.size > 0 ? fixed : await this.#take(refund, lines);
  }

  async #take(refund: RefundKey, lines: readonly TakenBack[]): Promise<ReadonlyMap<string, Taken>> {
    const before = await this.#takenByOthers(refund);
    return new Map(
      lines.map(({ line, quantity }) => [line, { before: before.get(line) ?? new Decimal(0), now: quantity }]),
    );
  }

  async #read({ businessUnit, refundId }: RefundKey): Promise<ReadonlyMap<string, Taken>> {
    const rows = await this.#database.prisma.$queryRaw<{ line: string; quantity: string; before: string }[]>(sql`
      SELECT line_crm_id AS line, quantity::text AS quantity, before::text AS before FROM returned_lines r
      WHERE crm = ${this.#crm} AND business_unit = ${businessUnit} AND refund_id = ${refundId} AND ${mayStandInCrm}`);
    return new Map(rows.map((row) => [row.line, { before: new Decimal(row.before), now: new Decimal(row.quantity) }]));
  }

  async #takenByOthers({ businessUnit, orderId, refundId }: RefundKey): Promise<ReadonlyMap<string, Decimal>> {
    const rows = await this.#database.prisma.$queryRaw<{ line: string; quantity: string }[]>(sql`
      SELECT line_crm_id AS line, sum(quantity)::text AS quantity FROM returned_lines r
      WHERE crm = ${this.#crm} AND business_unit = ${businessUnit} AND order_id = ${orderId}
        AND refund_id <> ${refundId} AND ${mayStandInCrm}
      GROUP BY line_crm_id`);
    return new Map(rows.map((row) => [row.line, new Decimal(row.quantity)]));
  }
}

// A return counts once its create may have reached the CRM; one that was refused outright takes nothing back.
const mayStandInCrm: Sql = sql`EXISTS (
  SELECT 1 FROM events e JOIN steps s ON s.event_id = e.id
  WHERE e.type = 'order.refunded' AND e.business_unit = r.business_unit AND e.refund_id = r.refund_id
    AND s.key = 'return' AND (s.status <> 'failed' OR s.outcome_unknown))`;
