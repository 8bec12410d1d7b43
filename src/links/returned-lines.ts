import { type Database, sql } from '../database/client.ts';
import { localId } from '../domain/composite-keys.ts';
import { Decimal } from '../domain/money.ts';
import type { Taken } from '../domain/return-amounts.ts';
import { LeaseLost, oursWhileHeld } from '../inbox/lease-fence.ts';
import type { Held } from '../inbox/settle.ts';

/** A refund and the order it takes back. */
export interface RefundKey {
  readonly businessUnit: string;
  readonly orderId: string;
  readonly refundId: string;
}

/**
 * So much of one original line; `shipping` stands for the freight. `rest`: the quantity is what was sold, and as much of it is taken as
 * others have left.
 */
export interface TakenBack {
  readonly line: string;
  readonly quantity: Decimal;
  readonly rest?: boolean;
}

/** The name under which freight is kept beside the lines. */
export const SHIPPING = 'shipping';

/** The key of the step that makes the return: from its call on, what the refund takes back counts. */
export const RETURN_STEP = 'return';

/**
 * The ledger of how much of each original line the refunds of an order take back. What was taken before decides a part's figures and
 * whether there is anything left to give back, so it is written down before the return is sent, stays the same for every later
 * attempt of it, and stands on its own: it asks neither events nor their steps, which may be deleted.
 */
export class ReturnedLines {
  readonly #database: Database;
  readonly #crm: string;

  constructor(database: Database, crm: string) {
    this.#database = database;
    this.#crm = crm;
  }

  /**
   * What a refund takes back by line, beside what others took before it. A refund that wrote the same down before keeps the figures of
   * then. Refunds of one order never run at once. Of a rest, lines of which nothing is left are left out; where nothing is left of any,
   * it takes what was sold, and so more than there is.
   */
  async taken(refund: RefundKey, lines: readonly TakenBack[]): Promise<ReadonlyMap<string, Taken>> {
    const [fixed, before] = [await this.#read(refund), await this.#takenByOthers(refund)];
    const wanted = withRests(lines, before);
    if (sameQuantities(fixed, wanted)) return fixed;
    return new Map(
      wanted.map(({ line, quantity }) => [line, { before: before.get(line) ?? new Decimal(0), now: quantity }]),
    );
  }

  /**
   * Writes down what a refund takes back, before its return is sent. Where an earlier event of it wrote other quantities, its return may
   * stand with these: until `settle` the greater of both counts. True = what is written is what is taken, and there is nothing to settle.
   * Throws `LeaseLost` when its event is no longer ours.
   */
  async reserve(held: Held, refund: RefundKey, taken: ReadonlyMap<string, Taken>): Promise<boolean> {
    const greater = greaterOf(await this.#read(refund), taken);
    await this.settle(held, refund, greater);
    return [...greater].every(([line, { now }]) => taken.get(line)?.now.equals(now) === true);
  }

  /** Writes down what the return of a refund holds, whatever was written before. Throws `LeaseLost` as `reserve` does. */
  async settle(held: Held, refund: RefundKey, taken: ReadonlyMap<string, Taken>): Promise<void> {
    const rows = [...taken].map(([line, { now, before }]) => ({ line, quantity: now, before }));
    const { businessUnit, orderId, refundId } = refund;
    await this.#whileHeld(
      held,
      sql`
        DELETE FROM returned_lines r USING ours
        WHERE r.crm = ${this.#crm} AND r.business_unit = ${businessUnit}
          AND r.order_id = ${orderId} AND r.refund_id = ${refundId}`,
      sql`
        INSERT INTO returned_lines (crm, business_unit, order_id, refund_id, line_crm_id, quantity, before)
        SELECT ${this.#crm}, ${businessUnit}, ${orderId}, ${refundId}, line, quantity, before
        FROM ours, unnest(
          ${rows.map((row) => row.line)}::text[],
          ${rows.map((row) => row.quantity.toFixed())}::numeric[],
          ${rows.map((row) => row.before.toFixed())}::numeric[]
        ) AS t (line, quantity, before)`,
    );
  }

  /**
   * Takes back what a refund has written down, unless its return may stand in the CRM: one that was refused outright, or was never sent,
   * gives nothing back. Throws `LeaseLost` when its event is no longer ours.
   */
  async release(held: Held, { businessUnit, orderId, refundId }: RefundKey): Promise<void> {
    await this.#whileHeld(
      held,
      sql`
        DELETE FROM returned_lines r USING ours
        WHERE r.crm = ${this.#crm} AND r.business_unit = ${businessUnit}
          AND r.order_id = ${orderId} AND r.refund_id = ${refundId}
          AND NOT EXISTS (
            SELECT 1 FROM events e JOIN steps s ON s.event_id = e.id
            WHERE e.type = 'order.refunded' AND e.business_unit = r.business_unit
              AND e.order_id = r.order_id AND e.refund_id = r.refund_id
              AND s.key = ${RETURN_STEP} AND (s.status <> 'failed' OR s.outcome_unknown)
          )
          AND NOT EXISTS (
            SELECT 1 FROM links l
            WHERE l.crm = r.crm AND l.kind = 'refund' AND l.business_unit = r.business_unit
              AND l.local_id = ${localId(orderId, refundId)}
          )`,
    );
  }

  async #whileHeld(held: Held, ...statements: readonly ReturnType<typeof sql>[]): Promise<void> {
    const { prisma } = this.#database;
    const [ours] = await prisma.$transaction([
      prisma.$queryRaw<unknown[]>(sql`WITH ${oursWhileHeld(held)} SELECT id FROM ours`),
      ...statements.map((statement) => prisma.$executeRaw(sql`WITH ${oursWhileHeld(held)} ${statement}`)),
    ]);
    if (!Array.isArray(ours) || ours.length === 0) throw new LeaseLost(held.id);
  }

  async #read({ businessUnit, orderId, refundId }: RefundKey): Promise<ReadonlyMap<string, Taken>> {
    const rows = await this.#database.prisma.returnedLine.findMany({
      where: { crm: this.#crm, businessUnit, orderId, refundId },
    });
    return new Map(rows.map((row) => [row.lineCrmId, { before: exact(row.before), now: exact(row.quantity) }]));
  }

  async #takenByOthers({ businessUnit, orderId, refundId }: RefundKey): Promise<ReadonlyMap<string, Decimal>> {
    const sums = await this.#database.prisma.returnedLine.groupBy({
      by: ['lineCrmId'],
      where: { crm: this.#crm, businessUnit, orderId, refundId: { not: refundId } },
      _sum: { quantity: true },
    });
    return new Map(sums.map(({ lineCrmId, _sum }) => [lineCrmId, exact(_sum.quantity ?? 0)]));
  }
}

/** A number of the database's as ours: both are decimal.js, of different settings. */
function exact(value: { toString(): string }): Decimal {
  return new Decimal(value.toString());
}

function withRests(lines: readonly TakenBack[], before: ReadonlyMap<string, Decimal>): readonly TakenBack[] {
  const left = lines.flatMap((wanted) => {
    const taken = before.get(wanted.line);
    if (wanted.rest !== true || taken === undefined) return [wanted];
    const quantity = wanted.quantity.minus(taken);
    return quantity.greaterThan(0) ? [{ ...wanted, quantity }] : [];
  });
  return left.length === 0 ? lines : left;
}

/** The greater quantity of each line; what was taken before it stays that of the later. */
function greaterOf(earlier: ReadonlyMap<string, Taken>, later: ReadonlyMap<string, Taken>): ReadonlyMap<string, Taken> {
  const greater = new Map(later);
  for (const [line, taken] of earlier) {
    const other = later.get(line);
    if (other === undefined) greater.set(line, taken);
    else greater.set(line, { before: other.before, now: Decimal.max(taken.now, other.now) });
  }
  return greater;
}

function sameQuantities(fixed: ReadonlyMap<string, Taken>, lines: readonly TakenBack[]): boolean {
  return (
    fixed.size > 0 &&
    fixed.size === lines.length &&
    lines.every(({ line, quantity }) => fixed.get(line)?.now.equals(quantity) === true)
  );
}
