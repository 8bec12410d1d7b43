import { CRM_DIGITS, CRM_SCALE, Decimal, percentage, roundTo, ZERO } from '../money.ts';
import type { Discount, OrderLine, StatedTax } from '../order.ts';

/**
 * The money of a whole line, without tax, and its tax: what an invoice is the sum of. `list` is before discounts, `net` after them;
 * positive in a sale, negative in a return.
 */
export interface LineTotals {
  readonly list: Decimal;
  readonly discount: Decimal;
  readonly net: Decimal;
  readonly tax: Decimal;
}

/** What people read beside the totals: per unit, and rates in percent. Nothing is ever summed up from these. */
export interface ShownFigures {
  readonly listPrice: Decimal;
  /** Per unit: money, or a percentage of the list price. No discount is 0 percent. */
  readonly discount: { readonly type: 'Amount' | 'Percentage'; readonly value: Decimal };
  readonly unitPrice: Decimal;
  readonly vatRate: Decimal;
}

/** The figures of one line as the CRM gets them, in the order's currency. */
export interface LineAmounts {
  readonly quantity: Decimal;
  /** Per unit; null where the shop does not tell what it pays. */
  readonly costPrice: Decimal | null;
  readonly totals: LineTotals;
  readonly shown: ShownFigures;
}

/** The same for the freight. */
export interface ShippingAmounts {
  readonly amount: Decimal;
  readonly taxRate: Decimal;
  readonly taxAmount: Decimal;
}

/** How a shop counts. */
export interface Counting {
  /** To how many decimals it rounds. */
  readonly decimals: number;
  /** Whether its prices hold the tax. */
  readonly inclusive: boolean;
  /** Whether a percentage off is rounded for one unit, or for the whole line. */
  readonly percentagePer: 'unit' | 'line';
  /** The same of the tax. */
  readonly taxPer: 'unit' | 'line';
}

/** What a line is worth before its tax is known, in the shop's own terms. */
export interface Worth {
  readonly list: Decimal;
  readonly discount: Decimal;
  readonly left: Decimal;
}

/** Off the whole line by its own discount, in the shop's own terms. */
function ownDiscount({ discount, listPrice, quantity }: OrderLine, { decimals, percentagePer }: Counting): Decimal {
  if (discount === null) return ZERO;
  if (discount.type === 'Total') return discount.value;
  if (discount.type === 'Amount') return Decimal.mul(discount.value, quantity);
  if (percentagePer === 'line') return percentage(Decimal.mul(listPrice, quantity), discount.value, decimals);
  return percentage(listPrice, discount.value, decimals).times(quantity);
}

/** What a line costs in the shop's own terms. `share`: what the discounts of the order take off it. */
export function worthOf(line: OrderLine, share: Decimal, counting: Counting): Worth {
  const list = roundTo(Decimal.mul(line.listPrice, line.quantity), CRM_SCALE);
  const discount = roundTo(ownDiscount(line, counting).plus(share), CRM_SCALE);
  return { list, discount, left: list.minus(discount) };
}

/** The tax on what a part costs in the shop's own terms; `quantity`: of so many units. */
export function taxOn(left: Decimal, quantity: Decimal, tax: StatedTax, counting: Counting): Decimal {
  if (tax.by === 'amount') return tax.amount;
  if (tax.rate.isZero()) return ZERO;
  const { decimals, inclusive, taxPer } = counting;
  const rounded = (amount: Decimal) =>
    inclusive
      ? roundTo(Decimal.mul(amount, tax.rate).div(tax.rate.plus(100)), decimals)
      : percentage(amount, tax.rate, decimals);
  const perUnit = taxPer === 'unit' && quantity.isInteger() && !quantity.isZero();
  return perUnit ? rounded(Decimal.div(left, quantity)).times(quantity) : rounded(left);
}

/** Every figure of a line. `share`: what the discounts of the order take off it, in the shop's own terms. */
export function lineAmounts(line: OrderLine, share: Decimal, counting: Counting): LineAmounts {
  const worth = worthOf(line, share, counting);
  const tax = taxOn(worth.left, line.quantity, line.tax, counting);
  const totals = counting.inclusive ? withoutTax(line, worth, tax, counting) : { ...netOf(worth), tax };
  return {
    quantity: line.quantity,
    costPrice: line.cost,
    totals,
    shown: { ...shownPrices(line, share, totals, counting.inclusive), vatRate: rateOf(line.tax, totals.net) },
  };
}

function netOf({ list, discount, left }: Worth) {
  return { list, discount, net: left };
}

/** Takes the tax out of the price and, by the same proportion, out of the discount. */
function withoutTax(line: OrderLine, { discount, left }: Worth, tax: Decimal, counting: Counting): LineTotals {
  const net = Decimal.sub(left, tax);
  // Of what is given away nothing is left to see the proportion by.
  const netDiscount = left.isZero()
    ? Decimal.sub(discount, taxOn(discount, line.quantity, byRate(line.tax), counting))
    : roundTo(Decimal.mul(discount, net).div(left), counting.decimals);
  return { list: net.plus(netDiscount), discount: netDiscount, net, tax };
}

function byRate(tax: StatedTax): StatedTax {
  return { by: 'rate', rate: tax.rate ?? ZERO };
}

/** The rate to show: the one that the shop states, else what the amount makes of it, to four decimals. */
export function rateOf(tax: StatedTax, net: Decimal): Decimal {
  if (tax.by === 'rate') return tax.rate;
  if (tax.rate !== null) return tax.rate;
  return net.isZero() ? ZERO : roundTo(Decimal.div(tax.amount, net).times(100), 4);
}

function shownPrices(line: OrderLine, share: Decimal, totals: LineTotals, inclusive: boolean) {
  const { quantity, discount } = line;
  return {
    listPrice: inclusive ? perUnit(totals.list, quantity) : shown(line.listPrice),
    discount: shownDiscount(share.isZero() ? discount : null, totals, quantity),
    unitPrice: perUnit(totals.net, quantity),
  };
}

/** A percentage stands as it is where nothing else was taken off; anything else is money per unit. */
function shownDiscount(own: Discount | null, totals: LineTotals, quantity: Decimal): ShownFigures['discount'] {
  if (own?.type === 'Percentage') return { type: 'Percentage', value: own.value };
  if (totals.discount.isZero()) return { type: 'Percentage', value: ZERO };
  return { type: 'Amount', value: perUnit(totals.discount, quantity) };
}

/** What one unit costs before discounts, without tax: by the rate where the shop states one, so that it hangs on no quantity. */
export function catalogPrice(
  { listPrice, tax }: OrderLine,
  { shown: { listPrice: ofTotal } }: LineAmounts,
  inclusive: boolean,
): Decimal {
  if (!inclusive || tax.rate === null) return ofTotal;
  return shown(Decimal.mul(listPrice, 100).div(tax.rate.plus(100)));
}

/** A total per unit, as it is shown. */
export function perUnit(total: Decimal, quantity: Decimal): Decimal {
  return shown(quantity.equals(1) ? total : Decimal.div(total, quantity));
}

/** A figure that only shows: it loses decimals, where SuiteCRM would change digits otherwise. */
function shown(amount: Decimal): Decimal {
  return roundTo(amount, Math.max(0, Math.min(CRM_SCALE, CRM_DIGITS - amount.wholeDigits())));
}
