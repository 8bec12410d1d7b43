import { EVENT_TYPES, type ShopEventType } from './event-types.ts';

/** Any part of a JSON document, to be laid over a sample: objects are merged, everything else replaces. */
export type Overrides = Readonly<Record<string, unknown>>;

/** A customer who registers. `overrides` go over `data`. */
export function sampleRegistration(overrides: Overrides = {}) {
  return sample('customer.registered', overrides);
}

/** A customer who moved and has another address, phone and no title any more. `overrides` go over `data`. */
export function sampleCustomerUpdate(overrides: Overrides = {}) {
  return sample('customer.updated', overrides);
}

/** A paid order of two tea tours: 2700 − 10 each, vat 269, shipping 100 with 5 tax, together 5754. */
export function sampleOrder(overrides: Overrides = {}) {
  return sample('order.paid', overrides);
}

/** An order that is paid by now, and whose invoice goes to another address. */
export function sampleOrderUpdate(overrides: Overrides = {}) {
  return sample('order.updated', overrides);
}

/** A refund of one of the two tea tours, without shipping. */
export function sampleRefund(overrides: Overrides = {}) {
  return sample('order.refunded', overrides);
}

/** A tea tour that has become dearer, and has another name. */
export function sampleProduct(overrides: Overrides = {}) {
  return sample('product.updated', overrides);
}

/** One product for contract 104 of an ikcrm unit. */
export function sampleContractProducts(overrides: Overrides = {}) {
  return sample('contract.products', overrides);
}

function sample<const Type extends ShopEventType>(type: Type, overrides: Overrides) {
  const { timestamp, data } = structuredClone(EVENT_TYPES[type].sample);
  return { type, timestamp: String(timestamp), data: merge(isObject(data) ? data : {}, overrides) };
}

function merge(base: Overrides, overrides: Overrides): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(overrides)) {
    const under = merged[key];
    if (value === undefined) delete merged[key];
    else merged[key] = isObject(under) && isObject(value) ? merge(under, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Overrides {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
