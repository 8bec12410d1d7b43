import { Decimal } from '../../../domain/money.ts';
import { lineId } from '../../../domain/record-ids.ts';
import type { Refund } from '../../../domain/refund.ts';
import { ReturnExceedsSale, type Taken } from '../../../domain/return-amounts.ts';
import { SHIPPING, type TakenBack } from '../../../links/returned-lines.ts';
import { UnknownRefundLine } from '../errors.ts';
import type { OriginalInvoice, OriginalLine } from './original-invoice.ts';

/** What a refund takes back of an original: all that is left of it with its freight, or the named lines. */
export function takenBack(businessUnit: string, refund: Refund, original: OriginalInvoice): TakenBack[] {
  const lines = original.groups.flatMap((group) => group.lines);
  const taken =
    refund.lines === null
      ? lines.map((line) => ({ line: line.id, quantity: line.amounts.quantity, rest: true }))
      : refund.lines.map((wanted) => ({
          line: namedLine(businessUnit, refund.orderId, wanted.lineId, lines).id,
          quantity: wanted.quantity,
        }));
  const charged = !original.shipping.amount.isZero() || !original.shipping.taxAmount.isZero();
  const freight = charged && (refund.lines === null || refund.shipping);
  return freight ? [...taken, { line: SHIPPING, quantity: new Decimal(1), rest: refund.lines === null }] : taken;
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

/** Throws `ReturnExceedsSale` when more would be taken back than was sold, the freight included. */
export function checkSold(original: OriginalInvoice, taken: ReadonlyMap<string, Taken>): void {
  const lines = original.groups.flatMap((group) => group.lines);
  const sold = new Map(
    lines.map((line) => [line.id, { name: line.lineId ?? line.id, quantity: line.amounts.quantity }]),
  );
  sold.set(SHIPPING, { name: SHIPPING, quantity: new Decimal(1) });
  const excess = [...taken].flatMap(([key, { before, now }]) => {
    const line = sold.get(key) ?? { name: key, quantity: new Decimal(0) };
    const over = before.plus(now).greaterThan(line.quantity);
    return over ? [{ key: line.name, sold: line.quantity, before, now }] : [];
  });
  if (excess.length > 0) throw new ReturnExceedsSale(excess);
}
