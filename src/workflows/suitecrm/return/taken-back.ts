import { shareOfQuantity } from '../../../domain/amounts/legacy-shares.ts';
import { ReturnExceedsSale } from '../../../domain/amounts/return-exceeds-sale.ts';
import {
  addShares,
  type Share,
  type Shares,
  sameShares,
  takeShares,
  type Wanted,
} from '../../../domain/amounts/shares.ts';
import type { SoldOrder } from '../../../domain/amounts/sold-order.ts';
import { ZERO } from '../../../domain/money.ts';
import { lineId } from '../../../domain/record-ids.ts';
import type { Refund } from '../../../domain/refund.ts';
import type { Ledger, LedgerRow } from '../../../links/returned-lines.ts';
import { UnknownRefundLine } from '../errors.ts';
import type { OriginalInvoice, OriginalLine } from './original-invoice.ts';

/** What a refund takes of its sale, and what was taken before it. */
export interface TakenBack {
  readonly taken: Shares;
  readonly before: Shares;
}

/** The original as shares are taken of it. */
export function soldOrder({ decimals, shipping, groups }: OriginalInvoice): SoldOrder {
  return {
    decimals,
    shipping,
    groups: groups.map(({ id, lines }) => ({
      key: id,
      lines: lines.map((line) => ({ key: line.id, name: line.lineId ?? line.id, amounts: line.amounts })),
    })),
  };
}

/** What a refund asks for, its lines told among those of the original. Throws `UnknownRefundLine`. */
export function wantedOf(businessUnit: string, refund: Refund, original: OriginalInvoice): Wanted {
  const { lines, shipping, money } = refund;
  if (lines === 'rest') return { lines, shipping, money };
  const known = original.groups.flatMap((group) => group.lines);
  const named = lines.map(({ lineId: name, ...part }) => ({
    key: namedLine(businessUnit, refund.orderId, name, known).id,
    ...part,
  }));
  return { lines: named, shipping, money };
}

/**
 * What a refund takes, beside what others took before it. A refund that wrote the same down before keeps the figures of then: its return may
 * stand with them. Throws `ReturnExceedsSale`.
 */
export function takenBack(sold: SoldOrder, wanted: Wanted, { own, others }: Ledger): TakenBack {
  const before = addShares(others.map((row) => [row.key, shareOf(sold, row)]));
  if (own.length > 0) {
    const then = new Map([...before, ...own.map((row) => [row.key, beforeOf(sold, row)] as const)]);
    const written = new Map(own.map((row) => [row.key, shareOf(sold, row)]));
    const again = sharesThen(sold, wanted, then);
    const byQuantity = own.some(({ money }) => money === null);
    if (again !== null && (byQuantity ? sameQuantities(again, written) : sameShares(again, written)))
      return { taken: written, before: then };
  }
  return { taken: takeShares(sold, wanted, before), before };
}

function sharesThen(sold: SoldOrder, wanted: Wanted, before: Shares): Shares | null {
  try {
    return takeShares(sold, wanted, before);
  } catch (error) {
    if (error instanceof ReturnExceedsSale) return null;
    throw error;
  }
}

function sameQuantities(one: Shares, other: Shares): boolean {
  return one.size === other.size && [...one].every(([key, { quantity }]) => isSameQuantity(quantity, other.get(key)));
}

// The freight had a quantity once.
function isSameQuantity(quantity: Share['quantity'], other: Share | undefined): boolean {
  return other !== undefined && (quantity.isZero() || quantity.equals(other.quantity));
}

function shareOf(sold: SoldOrder, row: LedgerRow): Share {
  return row.money?.share ?? shareOfQuantity(sold, row);
}

function beforeOf(sold: SoldOrder, row: LedgerRow): Share {
  return row.money?.before ?? shareOfQuantity(sold, { key: row.key, quantity: row.before, before: ZERO });
}

/**
 * The line that the shop means. A stored order names its lines. One that is only in the CRM is asked, in this order, for the line
 * made from this line id, for the CRM's id, for the part number and for the number in its group; several answers are none.
 */
function namedLine(businessUnit: string, orderId: string, name: string, lines: readonly OriginalLine[]): OriginalLine {
  const madeFrom = lineId(businessUnit, orderId, name);
  const stored = lines.some((line) => line.lineId !== null);
  const readings: readonly ((line: OriginalLine) => boolean)[] = stored
    ? [(line) => line.lineId === name]
    : [
        (line) => line.id === madeFrom,
        (line) => line.id === name,
        (line) => line.sku === name,
        (line) => line.position === name,
      ];
  for (const reading of readings) {
    const [line, ...others] = lines.filter(reading);
    if (line !== undefined && others.length === 0) return line;
    if (others.length > 0) break;
  }
  const known = lines.map((line) => line.lineId ?? `${line.id} (${line.sku}, number ${line.position})`);
  throw new UnknownRefundLine(name, orderId, known);
}
