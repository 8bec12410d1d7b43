import { Decimal, sum, ZERO } from '../money.ts';
import type { TotalName } from '../order.ts';
import type { Counting } from './line-amounts.ts';
import {
  type Corrections,
  countOrder,
  FREIGHT,
  type PricedOrder,
  type PricedPart,
  usualCounting,
} from './order-amounts.ts';

/** A total that the shop states, and what its lines make. */
export interface StatedTotal {
  readonly name: TotalName;
  readonly stated: Decimal;
  readonly computed: Decimal;
}

/**
 * Every figure of an order, with its stated totals met where the difference can be the shop's rounding: it may round a percentage and a tax
 * for one unit or for the line, a tax for the line or for all lines of a rate, and what comes out once more. What is left of that is put
 * on the largest lines' tax, else on a service line `Rounding`. Totals that are further off change nothing.
 */
export function priceOrder(order: PricedPart): PricedOrder {
  const usual = { counting: usualCounting(order), priced: countOrder(order, usualCounting(order)) };
  if (unmetTotals(order, usual.priced).length === 0) return usual.priced;
  const others = otherCountings(order).map((counting) => ({ counting, priced: countOrder(order, counting) }));
  const [first, ...more] = [usual, ...others].filter(({ priced }) => beyondRounding(order, priced).length === 0);
  if (first === undefined) return usual.priced;
  const { counting, priced } = more.reduce(
    (best, next) => (distance(order, next.priced).lt(distance(order, best.priced)) ? next : best),
    first,
  );
  return unmetTotals(order, priced).length === 0 ? priced : settleRest(order, counting, priced);
}

/** The totals that are not what the shop states. */
export function unmetTotals({ totals }: PricedPart, { invoice }: PricedOrder): StatedTotal[] {
  return NAMES.flatMap((name) => {
    const [stated, computed] = [totals[name], invoice[name]];
    return stated === undefined || stated.equals(computed) ? [] : [{ name, stated, computed }];
  });
}

/** Those that differ by more than the shop's rounding can make. */
export function beyondRounding(order: PricedPart, priced: PricedOrder): StatedTotal[] {
  const unit = unitOf(order);
  const ofAll = unit.times(roundedParts(order, priced));
  const ofShipping = order.shipping.tax.by === 'rate' ? unit : ZERO;
  return unmetTotals(order, priced).filter(({ name, stated, computed }) =>
    Decimal.sub(stated, computed)
      .abs()
      .gt(ofFreight(name) ? ofShipping : ofAll),
  );
}

const NAMES: readonly TotalName[] = [
  'totalAmt',
  'discountAmount',
  'subtotalAmount',
  'taxAmount',
  'shippingAmount',
  'shippingTaxAmount',
  'totalAmount',
];

function ofFreight(name: TotalName): boolean {
  return name === 'shippingAmount' || name === 'shippingTaxAmount';
}

function unitOf({ decimals }: PricedPart): Decimal {
  return new Decimal(1, decimals);
}

/** The other ways in which the shop may have counted. */
function otherCountings(order: PricedPart): Counting[] {
  const usual = usualCounting(order);
  return [
    { ...usual, taxPer: 'unit' },
    { ...usual, percentagePer: 'line' },
    { ...usual, percentagePer: 'line', taxPer: 'unit' },
  ];
}

function distance(order: PricedPart, priced: PricedOrder): Decimal {
  return sum(unmetTotals(order, priced).map(({ stated, computed }) => Decimal.sub(stated, computed).abs()));
}

/**
 * How many parts of an order the shop had to round: those of which it gives no tax in money, and those whose price is no whole number of
 * its coins.
 */
function roundedParts({ decimals, shipping }: PricedPart, { groups }: PricedOrder): number {
  const lines = groups.flatMap((group) => group.lines);
  const rounded = lines.filter(
    ({ line, amounts }) => line.tax.by === 'rate' || amounts.totals.net.decimalPlaces() > decimals,
  );
  const freight = shipping.amount.isZero() || shipping.tax.by === 'amount' ? 0 : 1;
  return rounded.length + freight;
}

/** Puts what is left of the shop's rounding where it belongs. */
function settleRest(order: PricedPart, counting: Counting, priced: PricedOrder): PricedOrder {
  const { totals } = order;
  const freight = freightTax(order, priced);
  let corrections: Corrections = {
    taxes: freight === null ? new Map() : new Map([[FREIGHT, freight]]),
    rounding: ZERO,
  };
  let settled = countOrder(order, counting, corrections);
  if (totals.taxAmount !== undefined) {
    corrections = correctTaxes(order, corrections, settled, Decimal.sub(totals.taxAmount, settled.invoice.taxAmount));
    settled = countOrder(order, counting, corrections);
  }
  const net = totals.subtotalAmount ?? totals.totalAmt;
  if (net !== undefined) {
    const name = totals.subtotalAmount === undefined ? 'totalAmt' : 'subtotalAmount';
    corrections = { ...corrections, rounding: Decimal.sub(net, settled.invoice[name]) };
    settled = countOrder(order, counting, corrections);
  }
  if (totals.totalAmount === undefined) return settled;
  const rest = (found: PricedOrder, total: Decimal) => Decimal.sub(total, found.invoice.totalAmount);
  if (totals.taxAmount === undefined && !order.pricesIncludeTax) {
    corrections = correctTaxes(order, corrections, settled, rest(settled, totals.totalAmount));
    settled = countOrder(order, counting, corrections);
  }
  const rounding = corrections.rounding.plus(rest(settled, totals.totalAmount));
  return countOrder(order, counting, { ...corrections, rounding });
}

function freightTax({ totals, shipping }: PricedPart, { invoice }: PricedOrder): Decimal | null {
  const stated = totals.shippingTaxAmount;
  return stated === undefined || shipping.tax.by === 'amount' || stated.equals(invoice.shippingTaxAmount)
    ? null
    : stated;
}

/** Spreads a difference over the taxes that were worked out, a unit at a time, the largest lines first; none turns its sign. */
function correctTaxes(order: PricedPart, before: Corrections, priced: PricedOrder, difference: Decimal): Corrections {
  const unit = unitOf(order);
  const taxes = new Map(before.taxes);
  const lines = priced.groups
    .flatMap((group) => group.lines)
    .filter(({ line, amounts }) => line.tax.by === 'rate' && !amounts.totals.tax.isZero())
    .sort((a, b) => b.amounts.totals.net.abs().comparedTo(a.amounts.totals.net.abs()));
  let rest = difference;
  for (let moved = true; moved && !rest.isZero(); ) {
    moved = false;
    for (const { line, amounts } of lines) {
      const tax = taxes.get(line.lineId) ?? amounts.totals.tax;
      const piece = Decimal.min(unit, rest.abs()).times(rest.isNegative() ? -1 : 1);
      const next = tax.plus(piece);
      if (rest.isZero() || turnsSign(amounts.totals.tax, next)) continue;
      taxes.set(line.lineId, next);
      rest = rest.minus(piece);
      moved = true;
    }
  }
  return { ...before, taxes };
}

function turnsSign(tax: Decimal, next: Decimal): boolean {
  return !next.isZero() && next.isNegative() !== tax.isNegative();
}
