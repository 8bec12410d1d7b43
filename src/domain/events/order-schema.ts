import Type, { type Static } from 'typebox';
import { minorUnits } from '../currency.ts';
import { isKnowable } from '../customer.ts';
import { readInstant } from '../dates.ts';
import type { Order, OrderGroup } from '../order.ts';
import { AddressSchema, CustomerSchema, readAddress, readCustomer } from './customer-fields.ts';
import { isSold, LinesSchema, readLine } from './order-line.ts';
import {
  DiscountsSchema,
  FeesSchema,
  readDiscounts,
  readFees,
  readShipping,
  readTotals,
  ShippingSchema,
  TotalsSchema,
} from './order-money.ts';
import { optionalDecimal, toDecimal } from './schema/decimal-field.ts';
import {
  Currency,
  Id,
  Instant,
  OptionalBoolean,
  OptionalId,
  object,
  optional,
  optionalChoice,
  Text,
} from './schema/fields.ts';
import { label } from './schema/label.ts';
import { LabelText } from './schema/label-fields.ts';

const MAX_GROUPS = 100;
const MAX_PROMOTIONS = 100;
const MAX_CODE = 255;
/** A shop's smallest coin has no more decimals. */
const MAX_DECIMALS = 4;

/** Promotion codes; one alone may stand without a list. */
const PromotionsSchema = label<string[]>({ type: ['array', 'null'], items: { type: 'string' } }, (value) => {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const codes = list.slice(0, MAX_PROMOTIONS).map((code) => (typeof code === 'string' ? code.trim() : null));
  const kept = codes.flatMap((code) => (code === null || code === '' || !isCode(code) ? [] : [code]));
  const whole = list.length <= MAX_PROMOTIONS && kept.length === codes.filter((code) => code !== '').length;
  return whole ? { value: kept } : { value: kept, loss: 'was taken without what is no code in it' };
});

function isCode(text: string): boolean {
  return text.length <= MAX_CODE && !/[\p{Cc}\p{Cs}]/u.test(text);
}

/** An order as it is sent. */
export const OrderSchema = object({
  business_unit: Text,
  order_id: Id,
  order_number: OptionalId,
  ordered_at: Instant,
  currency: Currency,
  decimals: optionalDecimal({ min: 0, max: MAX_DECIMALS, whole: true }),
  prices_include_tax: OptionalBoolean,
  status: optionalChoice(['Paid', 'Not Paid', 'Canceled']),
  description: LabelText,
  customer: optional(CustomerSchema),
  billing_address: AddressSchema,
  shipping_address: AddressSchema,
  groups: optional(
    Type.Array(object({ name: LabelText, description: LabelText, lines: LinesSchema }), {
      minItems: 1,
      maxItems: MAX_GROUPS,
    }),
  ),
  lines: optional(LinesSchema),
  discounts: DiscountsSchema,
  fees: FeesSchema,
  shipping: ShippingSchema,
  promotions: PromotionsSchema,
  totals: TotalsSchema,
});
export type OrderInput = Static<typeof OrderSchema>;

/**
 * An order as the workflows take it; takes what `tidy` gives. Lines without a group make one group without a name; those of which
 * nothing was sold are left out, as is a customer who cannot be known again.
 */
export function readOrder(input: OrderInput): Order {
  const customer = input.customer ? readCustomer(input.customer) : null;
  const currency = input.currency.toUpperCase();
  return {
    orderId: input.order_id,
    orderNumber: input.order_number ?? input.order_id,
    orderedAt: readInstant(input.ordered_at) ?? input.ordered_at,
    currency,
    decimals: input.decimals ? toDecimal(input.decimals).toNumber() : minorUnits(currency),
    pricesIncludeTax: input.prices_include_tax ?? false,
    status: input.status ?? 'Paid',
    description: input.description ?? '',
    customer: customer !== null && isKnowable(customer) ? customer : null,
    billingAddress: readAddress(input.billing_address),
    shippingAddress: readAddress(input.shipping_address),
    groups: readGroups(input).filter(({ lines }) => lines.length > 0),
    discounts: readDiscounts(input.discounts),
    fees: readFees(input.fees),
    shipping: readShipping(input.shipping),
    promotions: [...new Set(input.promotions ?? [])],
    totals: readTotals(input.totals),
  };
}

function readGroups({ groups, lines }: OrderInput): OrderGroup[] {
  if (lines) return [{ name: '', description: '', lines: lines.filter(isSold).map(readLine) }];
  return (groups ?? []).map((group) => ({
    name: group.name ?? '',
    description: group.description ?? '',
    lines: group.lines.filter(isSold).map(readLine),
  }));
}
