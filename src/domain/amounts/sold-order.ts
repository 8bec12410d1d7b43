import { type Decimal, sum } from '../money.ts';
import type { LineAmounts, ShippingAmounts } from './line-amounts.ts';

/** A line of a sale; `key` names it within the order, `name` is what the shop calls it. */
export interface SoldLine {
  readonly key: string;
  readonly name: string;
  readonly amounts: LineAmounts;
}

export interface SoldGroup {
  readonly key: string;
  readonly lines: readonly SoldLine[];
}

/** What was sold, whether worked out here or read back from the CRM. */
export interface SoldOrder {
  /** To how many decimals a share of it is rounded. */
  readonly decimals: number;
  readonly groups: readonly SoldGroup[];
  readonly shipping: ShippingAmounts;
}

/** The key of the freight among the lines. */
export const SHIPPING = 'shipping';

/** The key of money that is given back beside lines and freight. */
export const MONEY = 'money';

export function linesOf({ groups }: SoldOrder): SoldLine[] {
  return groups.flatMap((group) => group.lines);
}

/** What the whole sale came to, with tax and freight. */
export function totalOf(sold: SoldOrder): Decimal {
  const ofLines = linesOf(sold).map(({ amounts: { totals } }) => totals.net.plus(totals.tax));
  return sum([...ofLines, sold.shipping.amount, sold.shipping.taxAmount]);
}

/** The tax of the whole sale. */
export function taxOf(sold: SoldOrder): Decimal {
  return sum([...linesOf(sold).map(({ amounts }) => amounts.totals.tax), sold.shipping.taxAmount]);
}
