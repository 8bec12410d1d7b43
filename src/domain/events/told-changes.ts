import type { Customer } from '../customer.ts';
import { type CustomerChanges, namedBy, statedChanges } from '../customer-update.ts';
import type { ShopEvent } from './event-types.ts';

/** What one event tells of a customer. */
export interface ToldChanges {
  readonly customer: Customer;
  readonly changes: CustomerChanges;
  /** When it was so, as `readExactInstant` gives it; null where the envelope alone tells. */
  readonly at: string | null;
}

/** What a registration or an update tells; null for any other event. */
export function toldChanges(event: ShopEvent): ToldChanges | null {
  if (event.type === 'customer.registered') {
    const { customer } = event;
    return { customer, changes: statedChanges(customer), at: null };
  }
  if (event.type !== 'customer.updated') return null;
  const { customer, changes, updatedAt: at } = event.update;
  return { customer, changes, at };
}

/** The fields that an event tells of a customer, as `namedBy` names them. */
export function namedIn(event: ShopEvent): readonly string[] {
  const told = toldChanges(event);
  return told === null ? [] : namedBy(told.changes);
}
