import { CRM_SCALE, Decimal, percentage, roundTo } from '../money.ts';
import type { LineAmounts } from './line-amounts.ts';
import { NOTHING, type Share } from './shares.ts';
import { linesOf, SHIPPING, type SoldOrder } from './sold-order.ts';

/** What a refund took before its money was written down beside the quantities: so much of a line, after so much by others. */
export interface TakenQuantity {
  readonly key: string;
  readonly quantity: Decimal;
  readonly before: Decimal;
}

/** The money that such a refund took, as it was worked out then: what a line grows by from `before` to `before + quantity`. */
export function shareOfQuantity(sold: SoldOrder, { key, quantity, before }: TakenQuantity): Share {
  if (key === SHIPPING) {
    const { amount, taxAmount } = sold.shipping;
    return quantity.isZero() ? NOTHING : { quantity, list: amount, net: amount, tax: taxAmount };
  }
  const line = linesOf(sold).find((known) => known.key === key);
  if (line === undefined) return { ...NOTHING, quantity };
  const { amounts } = line;
  const grown = (of: (until: Decimal) => Decimal) => Decimal.sub(of(Decimal.add(before, quantity)), of(before));
  return {
    quantity,
    list: grown((until) => portion(amounts.totals.list, until, amounts.quantity, CRM_SCALE)),
    net: grown((until) => netOf(amounts, until)),
    tax: grown((until) => taxOf(amounts, until, sold.decimals)),
  };
}

function netOf({ totals, quantity }: LineAmounts, until: Decimal): Decimal {
  return portion(totals.net, until, quantity, CRM_SCALE);
}

function taxOf(line: LineAmounts, until: Decimal, decimals: number): Decimal {
  const { totals, shown, quantity } = line;
  const follows = percentage(totals.net, shown.vatRate, decimals).equals(totals.tax);
  return follows
    ? percentage(netOf(line, until), shown.vatRate, decimals)
    : portion(totals.tax, until, quantity, decimals);
}

function portion(amount: Decimal, part: Decimal, whole: Decimal, decimals: number): Decimal {
  return part.equals(whole) ? amount : roundTo(Decimal.mul(amount, part).div(whole), decimals);
}
