import Type, { type Static } from 'typebox';
import { AddressSchema, CustomerSchema } from './customer-schema.ts';
import { decimalField, decimalProblem, optionalDecimal } from './decimal-field.ts';
import { Currency, Id, Instant, object, optional, optionalChoice, Text } from './fields.ts';
import { label, labelObject, readObject } from './label.ts';
import { LabelText, labelChoice } from './label-fields.ts';

/** Lines of one order, over all its groups: each is a call to the CRM. */
export const MAX_LINES = 1000;
const MAX_GROUPS = 100;
const MAX_PROMOTIONS = 100;
const MAX_CODE = 255;

const OptionalPercent = optionalDecimal({ min: 0, max: 100 });
const NotNegative = decimalField({ min: 0 });

/** Decimals of a coordinate that are kept. */
export const COORDINATE_DECIMALS = 15;
const LATITUDE = { min: -90, max: 90, decimals: COORDINATE_DECIMALS };
const LONGITUDE = { min: -180, max: 180, decimals: COORDINATE_DECIMALS };

const MarkerSchema = labelObject(
  {
    name: Text,
    type: LabelText,
    description: LabelText,
    city: LabelText,
    state: LabelText,
    country: LabelText,
    lat: decimalField(LATITUDE),
    lng: decimalField(LONGITUDE),
  },
  (value) => {
    const { value: marker } = readObject(value);
    const { name, lat, lng }: { readonly name?: unknown; readonly lat?: unknown; readonly lng?: unknown } =
      marker ?? {};
    const placed = decimalProblem(trimmed(lat), LATITUDE) === null && decimalProblem(trimmed(lng), LONGITUDE) === null;
    return marker !== null && placed && typeof name === 'string' && name.trim() !== ''
      ? { value: marker }
      : { value: null, loss: 'is no place with a name, lat and lng, and was left out' };
  },
);
export type MarkerInput = NonNullable<Static<typeof MarkerSchema>>;

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

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

const LineSchema = object({
  line_id: Id,
  sku: Id,
  name: LabelText,
  description: LabelText,
  category: LabelText,
  type: labelChoice(['Good', 'Service']),
  quantity: NotNegative,
  cost: optionalDecimal({ min: 0 }),
  list_price: NotNegative,
  discount: optional(object({ type: Type.Enum(['Amount', 'Percentage']), value: NotNegative })),
  vat_rate: OptionalPercent,
  url: LabelText,
  image: LabelText,
  marker: MarkerSchema,
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
  shipping: optional(object({ amount: NotNegative, tax_rate: OptionalPercent })),
  promotions: PromotionsSchema,
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
