import { isKnowable } from '../customer.ts';
import { readInstant } from '../dates.ts';
import { ZERO } from '../money.ts';
import type { Marker, Order, OrderGroup, OrderLine } from '../order.ts';
import { toDecimal } from './decimal-field.ts';
import { isSold } from './order-rules.ts';
import { COORDINATE_DECIMALS, type LineInput, type MarkerInput, type OrderInput } from './order-schema.ts';
import { readAddress, readCustomer } from './read-customer.ts';

/**
 * An order as the workflows take it; `input` is what `tidy` gives. Lines without a group make one group without a name; those of which
 * nothing was sold are left out, as is a customer who cannot be known again.
 */
export function readOrder(input: OrderInput): Order {
  const customer = input.customer ? readCustomer(input.customer) : null;
  return {
    orderId: input.order_id,
    orderedAt: readInstant(input.ordered_at) ?? input.ordered_at,
    currency: input.currency.toUpperCase(),
    status: input.status ?? 'Paid',
    description: input.description ?? '',
    customer: customer !== null && isKnowable(customer) ? customer : null,
    billingAddress: readAddress(input.billing_address),
    shippingAddress: readAddress(input.shipping_address),
    groups: readGroups(input).filter(({ lines }) => lines.length > 0),
    shipping: {
      amount: input.shipping ? toDecimal(input.shipping.amount) : ZERO,
      taxRate: input.shipping?.tax_rate ? toDecimal(input.shipping.tax_rate) : ZERO,
    },
    promotions: [...new Set(input.promotions ?? [])],
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

function readLine(line: LineInput): OrderLine {
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
