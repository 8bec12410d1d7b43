import { Decimal, sum, ZERO } from '../../domain/money.ts';
import type { Purse } from './money.ts';
import type { Costs } from './order-lines.ts';
import type { ShopifyOrder } from './schema/order.ts';

type ShippingLine = NonNullable<ShopifyOrder['shipping_lines']>[number];

/**
 * The freight of all shipping lines that still stand, after discounts. Where the lines were left out of the delivery, the total that it
 * tells; `restOfTax`: what is left of the order's tax without it.
 */
export function readFreight(
  { shipping_lines: lines, total_shipping_price_set }: ShopifyOrder,
  restOfTax: Decimal,
  purse: Purse,
): Costs {
  if (!lines) {
    const amount = purse.of('freight', null, total_shipping_price_set);
    return { amount, tax: amount.isZero() ? ZERO : Decimal.max(ZERO, restOfTax) };
  }
  const standing = lines.filter(({ is_removed }) => is_removed !== true);
  return {
    amount: sum(standing.map((line) => priceOf(line, purse))),
    tax: sum(standing.map((line) => purse.taxOf(line.tax_lines))),
  };
}

/** Old versions tell the price after discounts instead of the discounts. */
function priceOf(line: ShippingLine, purse: Purse): Decimal {
  const what = 'price of a shipping line';
  const { discount_allocations: off, discounted_price, discounted_price_set } = line;
  const discounted = off ? null : purse.find(what, discounted_price, discounted_price_set);
  return discounted ?? purse.of(what, line.price, line.price_set).minus(purse.allocated(off));
}
