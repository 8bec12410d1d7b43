import { toDecimal } from '../../domain/events/schema/decimal-field.ts';
import { Decimal, negate, sum, ZERO } from '../../domain/money.ts';
import type { Purse } from './money.ts';
import { isTip } from './order-lines.ts';
import { idText } from './schema/fields.ts';
import type { ShopifyRefund } from './schema/refund.ts';

type RefundLine = NonNullable<ShopifyRefund['refund_line_items']>[number];
type ShippingLine = NonNullable<ShopifyRefund['refund_shipping_lines']>[number];
type Adjustment = NonNullable<ShopifyRefund['order_adjustments']>[number];

/** Money given back, as Shopify states it, and its tax. */
export interface Given {
  readonly amount: Decimal;
  readonly tax: Decimal;
}

/** So much of one line; `amount` as the shop's prices are, with or without tax. */
export interface GivenLine extends Given {
  readonly lineId: string;
  readonly quantity: Decimal;
  readonly isTip: boolean;
}

/** What a refund says of itself, in one currency. */
export interface RefundParts {
  /** Each line once. */
  readonly lines: readonly GivenLine[];
  /** The readings of the freight, the likeliest first; net and tax. */
  readonly freight: readonly [Given, ...Given[]];
  /** Duties and additional fees. */
  readonly beside: Decimal;
  /** More than the rest makes, or less where negative: what a person changed. Net and tax. */
  readonly discrepancy: Given;
}

export function readRefundParts(refund: ShopifyRefund, purse: Purse, inclusive: boolean): RefundParts {
  const duties = purse.of('duties', null, refund.total_duties_set);
  const { order_adjustments: adjustments } = refund;
  return {
    lines: readLines(refund.refund_line_items ?? [], purse),
    freight: readFreightBack(refund, purse, inclusive),
    beside: duties.plus(purse.of('additional fees', null, refund.total_additional_fees_set)),
    discrepancy: sumOf(
      (adjustments ?? []).filter((adjustment) => !isOfFreight(adjustment)),
      purse,
    ),
  };
}

/** Shopify may name a line several times, once for each place that it goes back to. */
function readLines(items: readonly RefundLine[], purse: Purse): GivenLine[] {
  const lines = new Map<string, GivenLine>();
  for (const item of items) {
    const lineId = idText(item.line_item_id);
    const before = lines.get(lineId);
    lines.set(lineId, {
      lineId,
      quantity: Decimal.add(before?.quantity ?? ZERO, toDecimal(item.quantity)),
      amount: Decimal.add(before?.amount ?? ZERO, purse.of('subtotal of a line', item.subtotal, item.subtotal_set)),
      tax: Decimal.add(before?.tax ?? ZERO, purse.of('tax of a line', item.total_tax, item.total_tax_set)),
      isTip: isTip(item.line_item ?? {}),
    });
  }
  return [...lines.values()];
}

/** Adjustments and shipping lines say the same thing: one of them counts. */
function readFreightBack(refund: ShopifyRefund, purse: Purse, inclusive: boolean): [Given, ...Given[]] {
  const adjusted = sumOf((refund.order_adjustments ?? []).filter(isOfFreight), purse);
  const ofLines = (refund.refund_shipping_lines ?? []).map((line) => readShippingLine(line, purse));
  const listed = { amount: sum(ofLines.map(({ amount }) => amount)), tax: sum(ofLines.map(({ tax }) => tax)) };
  // Tax stands apart from an adjustment; of a shipping line the price is as the shop's prices are.
  const readings = [adjusted, inclusive ? withoutTax(listed) : listed, withoutTax(adjusted), listed];
  const [first, ...others] = readings.filter(({ amount, tax }) => !amount.isZero() || !tax.isZero());
  return first === undefined ? [{ amount: ZERO, tax: ZERO }] : [first, ...others];
}

function withoutTax({ amount, tax }: Given): Given {
  return { amount: amount.minus(tax), tax };
}

/** Where the tax is not told, the share of the sale's. */
function readShippingLine(line: ShippingLine, purse: Purse): Given {
  const amount = purse.of('freight given back', null, line.subtotal_amount_set);
  const told = purse.find('tax of the freight given back', null, line.tax_amount_set);
  if (told !== null || !line.shipping_line) return { amount, tax: told ?? ZERO };
  const { price, price_set, discount_allocations, tax_lines } = line.shipping_line;
  const whole = purse.of('price of a shipping line', price, price_set).minus(purse.allocated(discount_allocations));
  const tax = purse.taxOf(tax_lines);
  if (whole.lte(0) || amount.gt(whole)) return { amount, tax: ZERO };
  return { amount, tax: Decimal.mul(tax, amount).div(whole).toDecimalPlaces(purse.decimals) };
}

function isOfFreight({ kind }: Adjustment): boolean {
  return kind?.toLowerCase() === 'shipping_refund';
}

/** With the sign of money given back; several may cancel each other out. */
function sumOf(adjustments: readonly Adjustment[], purse: Purse): Given {
  const amounts = adjustments.map(({ amount, amount_set }) => purse.of('amount of an adjustment', amount, amount_set));
  const taxes = adjustments.map(({ tax_amount, tax_amount_set }) =>
    purse.of('tax of an adjustment', tax_amount, tax_amount_set),
  );
  return { amount: negate(sum(amounts)), tax: negate(sum(taxes)) };
}
