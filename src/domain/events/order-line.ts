import Type, { type Static } from 'typebox';
import type { Fault } from '../faults.ts';
import { Decimal } from '../money.ts';
import { MAX_LINES, type Marker, type OrderLine } from '../order.ts';
import { Rate, readTax, TaxAmount } from './order-tax.ts';
import { decimalField, decimalProblem, optionalDecimal, toDecimal } from './schema/decimal-field.ts';
import { Id, OptionalId, object, optional, Text } from './schema/fields.ts';
import { labelObject, readObject } from './schema/label.ts';
import { LabelText, labelChoice } from './schema/label-fields.ts';

/** Decimals of a coordinate that are kept. */
const COORDINATE_DECIMALS = 15;
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
type MarkerInput = NonNullable<Static<typeof MarkerSchema>>;

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

const LineSchema = object({
  line_id: Id,
  sku: OptionalId,
  product_id: OptionalId,
  name: LabelText,
  description: LabelText,
  category: LabelText,
  type: labelChoice(['Good', 'Service']),
  quantity: decimalField(),
  cost: optionalDecimal({ min: 0 }),
  list_price: decimalField(),
  discount: optional(object({ type: Type.Enum(['Amount', 'Percentage', 'Total']), value: decimalField({ min: 0 }) })),
  vat_rate: Rate,
  tax_amount: TaxAmount,
  url: LabelText,
  image: LabelText,
  marker: MarkerSchema,
});
/** A line as it is sent. */
export type LineInput = Static<typeof LineSchema>;

/** The lines of an order, or of a group of it. */
export const LinesSchema = Type.Array(LineSchema, { minItems: 1, maxItems: MAX_LINES });

/** Whether anything of a line was sold: one of quantity 0 is no position of an invoice. */
export function isSold({ quantity }: LineInput): boolean {
  return !toDecimal(quantity).isZero();
}

/** By what the product of a line is known; null on a service line. */
function productOf({ sku, product_id }: LineInput): string | null {
  return sku ?? product_id ?? null;
}

/** What a schema cannot say of a line; paths are within the line. */
export function lineFaults(line: LineInput): Fault[] {
  return [...signFaults(line), ...discountFaults(line)];
}

const NEGATIVE = ['quantity', 'list_price', 'tax_amount'] as const;

function signFaults(line: LineInput): Fault[] {
  if (productOf(line) === null) return [];
  const message = 'Must not be less than 0: only a line without sku and product_id, a service, may take money off.';
  return NEGATIVE.flatMap((name) => {
    const value = line[name];
    const negative = value !== undefined && value !== null && toDecimal(value).isNegative();
    return negative ? [{ path: `/${name}`, message }] : [];
  });
}

const LIMITS = {
  Percentage: 'Must not be more than 100 percent.',
  Amount: 'Must not be more than the list price.',
  Total: 'Must not be more than the list price times the quantity.',
};

function discountFaults({ discount, list_price, quantity }: LineInput): Fault[] {
  if (!discount || toDecimal(discount.value).isZero()) return [];
  const listPrice = toDecimal(list_price);
  const limits = { Percentage: 100, Amount: listPrice, Total: Decimal.mul(listPrice, toDecimal(quantity)) };
  if (toDecimal(discount.value).lte(limits[discount.type])) return [];
  return [{ path: '/discount/value', message: LIMITS[discount.type] }];
}

/** A line as the workflows take it. */
export function readLine(line: LineInput): OrderLine {
  const sku = productOf(line);
  return {
    lineId: line.line_id,
    sku,
    name: line.name ?? sku ?? `Line ${line.line_id}`,
    description: line.description ?? '',
    category: line.category ?? null,
    type: line.type ?? (sku === null ? 'Service' : 'Good'),
    quantity: toDecimal(line.quantity),
    cost: line.cost ? toDecimal(line.cost) : null,
    listPrice: toDecimal(line.list_price),
    discount: line.discount ? { type: line.discount.type, value: toDecimal(line.discount.value) } : null,
    tax: readTax(line.vat_rate, line.tax_amount),
    url: line.url ?? null,
    image: line.image ?? null,
    marker: line.marker ? readMarker(line.marker) : null,
  };
}

function readMarker(marker: MarkerInput): Marker {
  return {
    name: marker.name,
    type: marker.type ?? null,
    description: marker.description ?? '',
    city: marker.city ?? '',
    state: marker.state ?? '',
    country: marker.country ?? '',
    lat: toDecimal(marker.lat, COORDINATE_DECIMALS),
    lng: toDecimal(marker.lng, COORDINATE_DECIMALS),
  };
}
