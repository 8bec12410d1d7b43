import { DELIVERY } from '../../domain/events/delivery.ts';
import { JsonError, readJson } from '../../domain/json.ts';
import { MAX_DELIVERY_VALUES } from '../../shops/platform.ts';

/** What a payload says of a person beside its ids and its money. */
const PERSONAL: ReadonlySet<string> = new Set(['billing_address', 'shipping_address', 'description', 'reason']);

/**
 * A stored body without what it says of a person: ids, lines and money stay, so that an order is still known by refunds that come later. What a
 * platform posted is left out whole, since what was made of it tells the rest.
 */
export function redactBody(type: string, body: Uint8Array): Uint8Array {
  if (type === DELIVERY) return Buffer.from('{"redacted":true}');
  try {
    const json = readJson(body, MAX_DELIVERY_VALUES);
    if (!isObject(json) || !isObject(json.data)) return Buffer.from('{"redacted":true}');
    const data = Object.entries(json.data).filter(([name]) => !PERSONAL.has(name));
    const kept = data.map(([name, value]) => [name, name === 'customer' ? idsOf(value) : value]);
    return Buffer.from(JSON.stringify({ ...json, data: Object.fromEntries(kept) }));
  } catch (error) {
    if (error instanceof JsonError) return Buffer.from('{"redacted":true}');
    throw error;
  }
}

function idsOf(customer: unknown): unknown {
  return isObject(customer) && customer.user_id !== undefined ? { user_id: customer.user_id } : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
