import {
  type Overrides,
  sampleCustomerUpdate,
  sampleOrder,
  sampleOrderUpdate,
  sampleProduct,
  sampleRefund,
  sampleRegistration,
} from '../../../src/domain/events/samples.ts';

let made = 0;

/** An id that nothing else in the file has. */
export function newId(prefix: string): string {
  made += 1;
  return `${prefix}-${made}`;
}

/** A customer whom nobody knows yet. `overrides` go over it; `undefined` takes a field out. */
export function newCustomer(overrides: Overrides = {}) {
  const userId = newId('U');
  return { user_id: userId, email: `${userId.toLowerCase()}@example.com`, ...overrides };
}

/** The sample registration of a customer whom nobody knows yet. */
export function newRegistration(customer: Overrides = {}) {
  return sampleRegistration({ customer: newCustomer(customer) });
}

/** A line without anything that may be left out. */
export function newLine(overrides: Overrides = {}) {
  return { line_id: '1', sku: 'TEA', name: 'Tea tour', category: 'E', quantity: '1', list_price: '100', ...overrides };
}

/** An order of one plain line by a customer whom nobody knows yet, under an id of its own. `overrides` go over `data`. */
export function newOrder(overrides: Overrides = {}) {
  return sampleOrder({
    order_id: newId('OTR'),
    customer: newCustomer(),
    groups: [{ name: 'Day trips', lines: [newLine()] }],
    shipping: undefined,
    promotions: undefined,
    totals: undefined,
    ...overrides,
  });
}

/** A refund of a whole order under an id of its own. `overrides` go over `data`. */
export function newRefund(order: { readonly data: Overrides }, overrides: Overrides = {}) {
  return sampleRefund({
    refund_id: newId('R'),
    order_id: order.data.order_id,
    lines: undefined,
    shipping: undefined,
    ...overrides,
  });
}

/** An update of an order that changes what `changes` say and nothing else. */
export function newOrderUpdate(order: { readonly data: Overrides }, changes: Overrides) {
  const nothing = { status: undefined, billing_address: undefined, description: undefined };
  return changed(sampleOrderUpdate({ order_id: order.data.order_id, ...nothing }), changes);
}

/** An update of a customer that tells nothing but `customer`; `updatedAt` null = by the timestamp of its envelope. */
export function newCustomerUpdate(customer: Overrides, updatedAt: string | null = null) {
  return changed(sampleCustomerUpdate(), { customer, updated_at: updatedAt });
}

/** An update of a product that changes what `changes` say and nothing else. */
export function newProduct(sku: string, changes: Overrides) {
  const { type, timestamp } = sampleProduct();
  return { type, timestamp, data: { business_unit: 'experience', sku, ...changes } };
}

/** The same body with other `data`. */
export function changed<Body extends { readonly data: Overrides }>(body: Body, overrides: Overrides) {
  return { ...body, data: { ...body.data, ...overrides } };
}

/** A text of a body's `data`. */
export function textOf(body: { readonly data: Overrides }, field: string): string {
  const value = body.data[field];
  if (typeof value !== 'string') throw new TypeError(`data.${field} is no text`);
  return value;
}
