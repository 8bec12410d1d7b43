import Type, { type Static } from 'typebox';
import { AddressSchema, CustomerSchema } from './customer-schema.ts';
import { decimalField, optionalDecimal } from './decimal-field.ts';
import { Currency, Id, Instant, OptionalText, object, optional, optionalChoice, Text } from './fields.ts';

/** Lines of one order, over all its groups: each is a call to the CRM. */
export const MAX_LINES = 1000;
const MAX_GROUPS = 100;
const MAX_PROMOTIONS = 100;

const OptionalPercent = optionalDecimal({ min: 0, max: 100 });
const NotNegative = decimalField({ min: 0 });

const MarkerSchema = object({
  name: Text,
  type: OptionalText,
  description: OptionalText,
  city: OptionalText,
  state: OptionalText,
  country: OptionalText,
  lat: decimalField({ min: -90, max: 90, decimals: 15 }),
  lng: decimalField({ min: -180, max: 180, decimals: 15 }),
});
export type MarkerInput = Static<typeof MarkerSchema>;

const LineSchema = object({
  line_id: Id,
  sku: Id,
  name: Text,
  description: OptionalText,
  category: OptionalText,
  type: optionalChoice(['Good', 'Service']),
  quantity: decimalField({ min: 0, exclusiveMin: true }),
  cost: optionalDecimal({ min: 0 }),
  list_price: NotNegative,
  discount: optional(object({ type: Type.Enum(['Amount', 'Percentage']), value: NotNegative })),
  vat_rate: OptionalPercent,
  url: OptionalText,
  image: OptionalText,
  marker: optional(MarkerSchema),
});
export type LineInput = Static<typeof LineSchema>;

const LinesSchema = Type.Array(LineSchema, { minItems: 1, maxItems: MAX_LINES });

const Total = optionalDecimal();

/** The `data` of `order.paid`. */
export const OrderSchema = object({
  business_unit: Text,
  order_id: Id,
  ordered_at: Instant,
  currency: Currency,
  status: optionalChoice(['Paid', 'Not Paid', 'Canceled']),
  description: OptionalText,
  customer: CustomerSchema,
  billing_address: optional(AddressSchema),
  shipping_address: optional(AddressSchema),
  groups: optional(
    Type.Array(object({ name: OptionalText, description: OptionalText, lines: LinesSchema }), {
      minItems: 1,
      maxItems: MAX_GROUPS,
    }),
  ),
  lines: optional(LinesSchema),
  shipping: optional(object({ amount: NotNegative, tax_rate: OptionalPercent })),
  promotions: optional(Type.Array(Id, { maxItems: MAX_PROMOTIONS })),
  totals: optional(
    object({
      total_amt: Total,
      discount_amount: Total,
      subtotal_amount: Total,
      tax_amount: Total,
      shipping_amount: Total,
      shipping_tax_amt: Total,
      total_amount: Total,
    }),
  ),
});
export type OrderInput = Static<typeof OrderSchema>;
