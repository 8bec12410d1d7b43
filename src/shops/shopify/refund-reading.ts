import { Decimal, plainText, ZERO } from '../../domain/money.ts';
import { DeliveryUnreadable } from '../platform.ts';
import { type Currencies, Purse, type Side } from './money.ts';
import { type RefundReading, totalBack } from './refund-figures.ts';
import { type RefundParts, readRefundParts } from './refund-parts.ts';
import { pricesHoldTax } from './refund-prices.ts';
import type { ShopifyRefund } from './schema/refund.ts';

/** What was paid back, and in which of the currencies. */
interface PaidBack {
  readonly amount: Decimal;
  readonly side: Side;
}

/** How a refund is to be read, and what was paid back beyond its own figures. */
export interface ChosenReading {
  readonly reading: RefundReading;
  readonly more: Decimal;
}

/**
 * The reading of a refund by which its own figures are what was paid back; where none is, the likeliest, and the rest is money beside them.
 * @throws {DeliveryUnreadable} where less was paid back than the refund explains; it names both figures.
 */
export function chooseReading(
  refund: ShopifyRefund,
  sale: { readonly currencies: Currencies; readonly inclusive: boolean | null },
  purse: Purse,
  paid: PaidBack | null,
): ChosenReading {
  const paidIn = paid === null || paid.side === purse.side ? purse : new Purse(paid.side, sale.currencies);
  const totals = readingsOf(sale.inclusive).flatMap((inclusive) => {
    const parts = readRefundParts(refund, paidIn, inclusive);
    return parts.freight.flatMap((_, freight) =>
      [true, false].map((adjusted) => {
        const reading = { inclusive, freight, adjusted };
        return { reading, parts, total: totalBack(parts, reading) };
      }),
    );
  });
  const exact = paid === null ? undefined : totals.find(({ total }) => total.equals(paid.amount));
  if (exact !== undefined) return { reading: exact.reading, more: ZERO };
  const inclusive = sale.inclusive ?? (isTaxed(totals) ? pricesHoldTax(refund, paidIn) : false);
  const likeliest = totals.find(({ reading }) => reading.inclusive === (inclusive ?? false));
  if (likeliest === undefined || inclusive === null) {
    const likely = totals.filter(({ reading: { freight, adjusted } }) => freight === 0 && adjusted);
    const makes = likely.map(({ total }) => plainText(total)).join(' or ');
    const gives = paid === null ? '' : ` The transactions give back ${plainText(paid.amount)}.`;
    throw new DeliveryUnreadable(
      `This refund does not show whether its prices hold their tax: its lines, freight and adjustments make ${makes}.${gives}`,
    );
  }
  if (paid === null) return { reading: likeliest.reading, more: ZERO };
  const more = Decimal.sub(paid.amount, likeliest.total);
  if (more.isNegative() || paidIn !== purse) {
    throw new DeliveryUnreadable(
      `The transactions of this refund give back ${plainText(paid.amount)}, but its lines, freight and adjustments make ${plainText(likeliest.total)}.`,
    );
  }
  return { reading: likeliest.reading, more };
}

/** Exclusive first, where the refund alone has to show it. */
function readingsOf(inclusive: boolean | null): readonly boolean[] {
  return inclusive === null ? [false, true] : [inclusive];
}

function isTaxed(totals: readonly { readonly parts: RefundParts }[]): boolean {
  return totals.some(({ parts }) => parts.lines.some(({ tax }) => !tax.isZero()));
}
