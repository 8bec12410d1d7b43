import Type, { type Static } from 'typebox';
import { ZERO } from '../money.ts';
import type { Fee, OrderDiscount, Shipping, StatedTotals, TotalName } from '../order.ts';
import { Rate, readTax, TaxAmount } from './order-tax.ts';
import { decimalField, optionalDecimal, toDecimal } from './schema/decimal-field.ts';
import { object, optional } from './schema/fields.ts';
import { LabelText } from './schema/label-fields.ts';

// What an order costs beside its lines, and what the shop says that it comes to.

const MAX_DISCOUNTS = 20;
const MAX_FEES = 100;

/** Money off the whole order. */
export const DiscountsSchema = optional(
  Type.Array(object({ name: LabelText, code: LabelText, amount: decimalField({ min: 0 }) }), {
    maxItems: MAX_DISCOUNTS,
  }),
);

/** What comes beside the lines, or goes off. */
export const FeesSchema = optional(
  Type.Array(object({ name: LabelText, amount: decimalField(), tax_rate: Rate, tax_amount: TaxAmount }), {
    maxItems: MAX_FEES,
  }),
);

/** The freight, after its discounts. */
export const ShippingSchema = optional(
  object({ amount: decimalField({ min: 0 }), tax_rate: Rate, tax_amount: optionalDecimal({ min: 0 }) }),
);

const Total = optionalDecimal();

/** What the shop says that it all comes to. */
export const TotalsSchema = optional(
  object({
    total_amt: Total,
    discount_amount: Total,
    subtotal_amount: Total,
    tax_amount: Total,
    shipping_amount: Total,
    shipping_tax_amt: Total,
    total_amount: Total,
  }),
);

type TotalsInput = NonNullable<Static<typeof TotalsSchema>>;

/** The totals that a shop may state, and which figure each one is. */
const TOTALS: readonly (readonly [field: keyof TotalsInput, name: TotalName])[] = [
  ['total_amt', 'totalAmt'],
  ['discount_amount', 'discountAmount'],
  ['subtotal_amount', 'subtotalAmount'],
  ['tax_amount', 'taxAmount'],
  ['shipping_amount', 'shippingAmount'],
  ['shipping_tax_amt', 'shippingTaxAmount'],
  ['total_amount', 'totalAmount'],
];

export function readDiscounts(input: Static<typeof DiscountsSchema> | undefined): OrderDiscount[] {
  return (input ?? []).map(({ name, code, amount }) => ({
    name: name ?? '',
    code: code ?? '',
    amount: toDecimal(amount),
  }));
}

/** The line id of the fee at this place of the list, from 0. */
export function feeLineId(index: number): string {
  return `fee:${index + 1}`;
}

export function readFees(input: Static<typeof FeesSchema> | undefined): Fee[] {
  const fees = (input ?? []).map(({ name, amount, tax_rate, tax_amount }, index) => ({
    lineId: feeLineId(index),
    name: name ?? 'Fee',
    amount: toDecimal(amount),
    tax: readTax(tax_rate, tax_amount),
  }));
  return fees.filter(({ amount, tax }) => !amount.isZero() || (tax.by === 'amount' && !tax.amount.isZero()));
}

export function readShipping(input: Static<typeof ShippingSchema> | undefined): Shipping {
  if (!input) return { amount: ZERO, tax: { by: 'rate', rate: ZERO } };
  return { amount: toDecimal(input.amount), tax: readTax(input.tax_rate, input.tax_amount) };
}

export function readTotals(input: Static<typeof TotalsSchema> | undefined): StatedTotals {
  const stated = TOTALS.flatMap(([field, name]) => {
    const total = input?.[field];
    return total === undefined || total === null ? [] : [[name, toDecimal(total)]];
  });
  return Object.fromEntries(stated);
}

/** Where a stated total stands in a body. */
export function totalPath(name: TotalName): string {
  return `/data/totals/${TOTALS.find(([, known]) => known === name)?.[0] ?? name}`;
}
