import { toDecimal } from '../../domain/events/schema/decimal-field.ts';
import { Decimal, roundTo, sum, ZERO } from '../../domain/money.ts';
import type { Purse } from './money.ts';
import type { ShopifyRefund } from './schema/refund.ts';

type SoldLine = NonNullable<NonNullable<ShopifyRefund['refund_line_items']>[number]['line_item']>;

/**
 * Whether the lines of a refund hold their tax, by the rates of the lines that were sold: `refunds/create` does not say so. Null where the
 * rates fit neither, or both.
 */
export function pricesHoldTax({ refund_line_items: items }: ShopifyRefund, purse: Purse): boolean | null {
  const sold = (items ?? []).flatMap(({ line_item }) => (line_item ? evidenceOf(line_item, purse) : []));
  const off = (counted: 'exclusive' | 'inclusive') => sum(sold.map((line) => line[counted].minus(line.tax).abs()));
  const tolerance = sum(sold.map((line) => line.tolerance));
  const [exclusive, inclusive] = [off('exclusive').lte(tolerance), off('inclusive').lte(tolerance)];
  return exclusive === inclusive ? null : inclusive;
}

interface Evidence {
  readonly tax: Decimal;
  /** What the tax would be on top of the price, and inside it. */
  readonly exclusive: Decimal;
  readonly inclusive: Decimal;
  /** What rounding may make of it. */
  readonly tolerance: Decimal;
}

function evidenceOf(line: SoldLine, purse: Purse): Evidence | [] {
  const lines = (line.tax_lines ?? []).filter(({ price, rate }) => price && !toDecimal(price).isZero() && rate);
  const rates = lines.map(({ rate }) => (rate ? toDecimal(rate) : ZERO));
  if (rates.length === 0) return [];
  const price = purse.of('price of a line', line.price, line.price_set);
  const quantity = line.quantity ? toDecimal(line.quantity) : new Decimal(1);
  const worth = Decimal.mul(price, quantity).minus(purse.allocated(line.discount_allocations));
  const tax = purse.taxOf(line.tax_lines);
  const all = sum(rates);
  const { decimals } = purse;
  return {
    tax,
    exclusive: sum(rates.map((rate) => roundTo(worth.times(rate), decimals))),
    inclusive: sum(rates.map((rate) => roundTo(worth.times(rate).div(all.plus(1)), decimals))),
    tolerance: new Decimal(rates.length, decimals),
  };
}
