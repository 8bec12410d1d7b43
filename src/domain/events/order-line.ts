import Type, { type Static } from 'typebox';
import { childPath, type Fault } from '../faults.ts';
import { ZERO } from '../money.ts';
import { MAX_LINES, type Marker, type OrderLine } from '../order.ts';
import { decimalField, decimalProblem, optionalDecimal, toDecimal } from './schema/decimal-field.ts';
import { Id, object, optional, Text } from './schema/fields.ts';
import { labelObject, readObject } from './schema/label.ts';
import { LabelText, labelChoice } from './schema/label-fields.ts';

/** A rate in percent that may be left out. */
export const OptionalPercent = optionalDecimal({ min: 0, max: 100 });
/** An amount of money. */
export const NotNegative = decimalField({ min: 0 });

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
/** A line as it is sent. */
export type LineInput = Static<typeof LineSchema>;

/** The lines of an order, or of a group of it. */
export const LinesSchema = Type.Array(LineSchema, { minItems: 1, maxItems: MAX_LINES });

/** Whether anything of a line was sold: one of quantity 0 is no position of an invoice. */
export function isSold({ quantity }: LineInput): boolean {
  return !toDecimal(quantity).isZero();
}

/** What a schema cannot say of a line that stands at `path`. */
export function discountFaults({ discount, list_price }: LineInput, path: string): Fault[] {
  if (!discount) return [];
  const limit = discount.type === 'Percentage' ? 100 : toDecimal(list_price);
  if (toDecimal(discount.value).lte(limit)) return [];
  const message =
    discount.type === 'Percentage' ? 'Must not be more than 100 percent.' : 'Must not be more than the list price.';
  return [{ path: childPath(path, 'value'), message }];
}

/** A line as the workflows take it. */
export function readLine(line: LineInput): OrderLine {
  return {
    lineId: line.line_id,
    sku: line.sku,
    name: line.name ?? line.sku,
    description: line.description ?? '',
    category: line.category ?? null,
    type: line.type ?? 'Good',
    quantity: toDecimal(line.quantity),
    cost: line.cost ? toDecimal(line.cost) : null,
    listPrice: toDecimal(line.list_price),
    discount: line.discount ? { type: line.discount.type, value: toDecimal(line.discount.value) } : null,
    vatRate: line.vat_rate ? toDecimal(line.vat_rate) : ZERO,
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
