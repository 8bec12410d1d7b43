import { ZERO } from '../money.ts';
import type { Marker, Order, OrderGroup, OrderLine } from '../order.ts';
import { toDecimal } from './decimal-field.ts';
import type { LineInput, MarkerInput, OrderInput } from './order-schema.ts';
import { known, readAddress, readCustomer } from './read-customer.ts';

/** An order as the workflows take it. Lines without a group make one group without a name. */
export function readOrder(input: OrderInput): Order {
  return {
    orderId: input.order_id,
    orderedAt: input.ordered_at,
    currency: input.currency.toUpperCase(),
    status: input.status ?? 'Paid',
    description: input.description ?? '',
    customer: readCustomer(input.customer),
    billingAddress: readAddress(input.billing_address),
    shippingAddress: readAddress(input.shipping_address),
    groups: readGroups(input),
    shipping: {
      amount: input.shipping ? toDecimal(input.shipping.amount) : ZERO,
      taxRate: input.shipping?.tax_rate ? toDecimal(input.shipping.tax_rate) : ZERO,
    },
    promotions: [...new Set(input.promotions)],
  };
}

function readGroups({ groups, lines }: OrderInput): OrderGroup[] {
  if (lines) return [{ name: '', description: '', lines: lines.map(readLine) }];
  return (groups ?? []).map((group) => ({
    name: group.name ?? '',
    description: group.description ?? '',
    lines: group.lines.map(readLine),
  }));
}

function readLine(line: LineInput): OrderLine {
  return {
    lineId: line.line_id,
    sku: line.sku,
    name: line.name,
    description: line.description ?? '',
    category: known(line.category),
    type: line.type ?? 'Good',
    quantity: toDecimal(line.quantity),
    cost: line.cost ? toDecimal(line.cost) : null,
    listPrice: toDecimal(line.list_price),
    discount: line.discount ? { type: line.discount.type, value: toDecimal(line.discount.value) } : null,
    vatRate: line.vat_rate ? toDecimal(line.vat_rate) : ZERO,
    url: known(line.url),
    image: known(line.image),
    marker: line.marker ? readMarker(line.marker) : null,
  };
}

function readMarker(marker: MarkerInput): Marker {
  return {
    name: marker.name,
    type: known(marker.type),
    description: marker.description ?? '',
    city: marker.city ?? '',
    state: marker.state ?? '',
    country: marker.country ?? '',
    lat: toDecimal(marker.lat),
    lng: toDecimal(marker.lng),
  };
}
