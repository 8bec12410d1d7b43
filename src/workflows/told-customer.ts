import type { Customer } from '../domain/customer.ts';
import { type CustomerChanges, statedChanges, withChanges } from '../domain/customer-update.ts';
import type { StoredTelling } from '../inbox/customer-history.ts';
import { readStoredEvent } from './stored-event.ts';

/** What one registration or update told of a customer, and when it was so. */
export interface Telling {
  readonly at: string;
  readonly seq: bigint;
  readonly customer: Customer;
  readonly changes: CustomerChanges;
}

/**
 * A customer as registrations and updates have told of one by now, by their instants and not by their arrival; null where there is none.
 * What one of them leaves out stays as another told it.
 */
export function toldCustomer(stored: readonly StoredTelling[]): Customer | null {
  const tellings = stored.flatMap(readTelling).sort((a, b) => (isBefore(a, b) ? -1 : 1));
  return tellings.reduce<Customer | null>(
    (known, { customer, changes }) => (known === null ? customer : withChanges(known, changes)),
    null,
  );
}

/** What a stored registration or update told; nothing where its person was erased from it. */
export function readTelling(stored: StoredTelling): Telling[] {
  const { event, at, isErased } = readStoredEvent(stored);
  if (isErased) return [];
  const { seq } = stored;
  if (event.type === 'customer.registered')
    return [{ at, seq, customer: event.customer, changes: statedChanges(event.customer) }];
  if (event.type !== 'customer.updated') return [];
  const { customer, changes, updatedAt } = event.update;
  return [{ at: updatedAt, seq, customer, changes }];
}

function isBefore(a: Telling, b: Telling): boolean {
  return a.at === b.at ? a.seq < b.seq : a.at < b.at;
}
