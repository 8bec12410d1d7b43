import { toDecimal } from '../../domain/events/schema/decimal-field.ts';
import { Decimal, plainText, roundTo, sum, ZERO } from '../../domain/money.ts';
import type { Shop } from '../shop.ts';
import type { EventData } from '../told.ts';
import type { Purse } from './money.ts';
import { onlyPresent, optionalShopId, usableId } from './names.ts';
import { idText, type TaxLines } from './schema/fields.ts';
import type { ShopifyLine } from './schema/order.ts';
import { categoryOf, typeOf } from './translate-product.ts';

/** What a part of an order costs in the shop's own terms, after discounts, and its tax. */
export interface Costs {
  readonly amount: Decimal;
  readonly tax: Decimal;
}

/** A line with its price and its discount. */
export interface LineOfOrder extends Costs {
  readonly line: ShopifyLine;
  readonly price: Decimal;
  readonly discount: Decimal;
}

export function readOrderLine(line: ShopifyLine, purse: Purse): LineOfOrder {
  const price = purse.required('price of a line', line.price, line.price_set);
  const discount = purse.allocated(line.discount_allocations);
  const amount = Decimal.mul(price, toDecimal(line.quantity)).minus(discount);
  return { line, price, discount, amount, tax: purse.taxOf(line.tax_lines) };
}

/** Whether a line stands for a tip. */
export function isTip(line: Pick<ShopifyLine, 'tip_payment_gateway' | 'tip_payment_method'>): boolean {
  return Boolean(line.tip_payment_gateway ?? line.tip_payment_method);
}

/** A line as it stands in `order.paid`. Without a product it is a service line. */
export function tellLine({ line, price, discount, tax }: LineOfOrder, shop: Shop): EventData {
  const sku = usableId(line.sku);
  const stand = sku === null ? optionalShopId(shop, line.variant_id ?? line.product_id) : null;
  return {
    line_id: idText(line.id),
    ...onlyPresent({
      sku,
      product_id: stand,
      name: line.name ?? line.title,
      category: categoryOf(line.product_type, shop),
      type: typeOf(line.requires_shipping),
      vat_rate: shownRate(line.tax_lines),
    }),
    quantity: plainText(toDecimal(line.quantity)),
    list_price: plainText(price),
    ...(discount.isZero() ? {} : { discount: { type: 'Total', value: plainText(discount) } }),
    tax_amount: plainText(tax),
  };
}

const HUNDRED = new Decimal(100);
const RATE_DECIMALS = 6;

/** In percent, of the taxes that were taken; it only shows, the amount is the truth. Null where none was, or none that can be. */
function shownRate(lines: TaxLines): string | null {
  const taken = (lines ?? []).filter(({ price, rate }) => price && !toDecimal(price).isZero() && rate);
  const rate = sum(taken.map(({ rate: part }) => (part ? toDecimal(part).times(HUNDRED) : ZERO)));
  return rate.isZero() || rate.gt(HUNDRED) ? null : plainText(roundTo(rate, RATE_DECIMALS));
}
