import { type Database, sql } from '../database/client.ts';
import type { Share, Shares } from '../domain/amounts/shares.ts';
import { greaterShares, sameShares } from '../domain/amounts/shares.ts';
import { localId } from '../domain/composite-keys.ts';
import { Decimal, ZERO } from '../domain/money.ts';
import { LeaseLost, oursWhileHeld } from '../inbox/lease-fence.ts';
import type { Held } from '../inbox/settle.ts';

/** A refund and the order it takes back. */
export interface RefundKey {
  readonly businessUnit: string;
  readonly orderId: string;
  readonly refundId: string;
}

/**
 * What a refund takes of one line, of the freight or of the money beside them, and what others had taken before it. Null money: an earlier
 * release wrote down quantities alone.
 */
export interface LedgerRow {
  readonly key: string;
  readonly quantity: Decimal;
  readonly before: Decimal;
  readonly money: { readonly share: Share; readonly before: Share } | null;
}

/** What is written down of an order: by a refund itself, and by all others. */
export interface Ledger {
  readonly own: readonly LedgerRow[];
  readonly others: readonly LedgerRow[];
}

/** The key of the step that makes the return: from its call on, what the refund takes back counts. */
export const RETURN_STEP = 'return';

/**
 * The ledger of what the refunds of an order take back, in quantities and in money. What was taken before decides a share's figures and
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

  /** What is written down of the order of a refund. Refunds of one order never run at once. */
  async read({ businessUnit, orderId, refundId }: RefundKey): Promise<Ledger> {
    const rows = await this.#database.prisma.returnedLine.findMany({
      where: { crm: this.#crm, businessUnit, orderId },
    });
    const read = rows.map((row) => ({ own: row.refundId === refundId, row: readRow(row) }));
    return {
      own: read.filter(({ own }) => own).map(({ row }) => row),
      others: read.filter(({ own }) => !own).map(({ row }) => row),
    };
  }

  /**
   * Writes down what a refund takes back, before its return is sent. Where an earlier event of it wrote other shares, its return may
   * stand with these: until `settle` the greater of both count. True = what is written is what is taken, and there is nothing to settle.
   * Throws `LeaseLost` when its event is no longer ours.
   */
  async reserve(held: Held, refund: RefundKey, taken: Shares, before: Shares): Promise<boolean> {
    const { own } = await this.read(refund);
    const written = new Map(own.map((row): [string, Share] => [row.key, row.money?.share ?? quantityOf(row)]));
    const greater = greaterShares(written, taken);
    await this.settle(held, refund, greater, before);
    return sameShares(greater, taken);
  }

  /** Writes down what the return of a refund holds, whatever was written before. Throws `LeaseLost` as `reserve` does. */
  async settle(held: Held, refund: RefundKey, taken: Shares, before: Shares): Promise<void> {
    const rows = [...taken].map(([key, share]) => ({ key, share, before: before.get(key) ?? null }));
    const { businessUnit, orderId, refundId } = refund;
    const all = (figure: (row: (typeof rows)[number]) => Decimal) => rows.map((row) => figure(row).toFixed());
    await this.#whileHeld(
      held,
      sql`
        DELETE FROM returned_lines r USING ours
        WHERE r.crm = ${this.#crm} AND r.business_unit = ${businessUnit}
          AND r.order_id = ${orderId} AND r.refund_id = ${refundId}`,
      sql`
        INSERT INTO returned_lines (crm, business_unit, order_id, refund_id, line_crm_id,
                                    quantity, list, net, tax, before, list_before, net_before, tax_before)
        SELECT ${this.#crm}, ${businessUnit}, ${orderId}, ${refundId}, t.*
        FROM ours, unnest(
          ${rows.map(({ key }) => key)}::text[],
          ${all(({ share }) => share.quantity)}::numeric[],
          ${all(({ share }) => share.list)}::numeric[],
          ${all(({ share }) => share.net)}::numeric[],
          ${all(({ share }) => share.tax)}::numeric[],
          ${all((row) => row.before?.quantity ?? ZERO)}::numeric[],
          ${all((row) => row.before?.list ?? ZERO)}::numeric[],
          ${all((row) => row.before?.net ?? ZERO)}::numeric[],
          ${all((row) => row.before?.tax ?? ZERO)}::numeric[]
        ) AS t`,
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
}

/** A row of the database's. */
interface StoredRow {
  readonly lineCrmId: string;
  readonly quantity: Numeric;
  readonly before: Numeric;
  readonly list: Numeric | null;
  readonly net: Numeric | null;
  readonly tax: Numeric | null;
  readonly listBefore: Numeric | null;
  readonly netBefore: Numeric | null;
  readonly taxBefore: Numeric | null;
}

/** A number of the database's: decimal.js, of the driver. */
interface Numeric {
  toString(): string;
}

function readRow(row: StoredRow): LedgerRow {
  const [quantity, before] = [exact(row.quantity), exact(row.before)];
  const { list, net, tax } = row;
  const isOfMoney = list !== null && net !== null && tax !== null;
  return {
    key: row.lineCrmId,
    quantity,
    before,
    money: isOfMoney
      ? {
          share: { quantity, list: exact(list), net: exact(net), tax: exact(tax) },
          before: {
            quantity: before,
            list: exact(row.listBefore ?? 0),
            net: exact(row.netBefore ?? 0),
            tax: exact(row.taxBefore ?? 0),
          },
        }
      : null,
  };
}

function quantityOf({ quantity }: LedgerRow): Share {
  return { quantity, list: ZERO, net: ZERO, tax: ZERO };
}

function exact(value: Numeric): Decimal {
  return new Decimal(value.toString());
}
