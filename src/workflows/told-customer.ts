import type { Customer } from '../domain/customer.ts';
import { type CustomerChanges, withChanges } from '../domain/customer-update.ts';
import { namedIn, toldChanges } from '../domain/events/told-changes.ts';
import type { StoredTelling } from '../inbox/customer-history.ts';
import { readStoredEvent } from './stored-event.ts';

/** What one registration or update told of a customer, and when it was so. */
export interface Telling {
  readonly at: string;
  readonly seq: bigint;
  readonly customer: Customer;
  readonly changes: CustomerChanges;
  /** The fields that it named, as `namedBy` names them: also those of which retention took what they said. */
  readonly named: ReadonlySet<string>;
}

/** A customer as it was told. */
export interface ToldCustomer {
  /** Null where nothing of it is left. */
  readonly customer: Customer | null;
  /** Retention took some of what was told, all but what the customer allows: the CRM may know more. */
  readonly isPartial: boolean;
}

/**
 * A customer as registrations and updates have told of one by now, by their instants and not by their arrival. What one of them leaves out
 * stays as another told it.
 */
export function toldCustomer(stored: readonly StoredTelling[]): ToldCustomer {
  const read = stored.map(readTold);
  const tellings = read.flatMap(({ telling }) => telling ?? []).sort((a, b) => (isBefore(a, b) ? -1 : 1));
  const customer = tellings.reduce<Customer | null>(
    (known, { customer: told, changes }) => (known === null ? told : withChanges(known, changes)),
    null,
  );
  return { customer, isPartial: read.some(({ isRemoved }) => isRemoved) };
}

/** What a stored registration or update told; nothing where its person was erased from it. */
export function readTelling(stored: StoredTelling): Telling[] {
  const { telling } = readTold(stored);
  return telling === null ? [] : [telling];
}

function readTold(stored: StoredTelling): { readonly telling: Telling | null; readonly isRemoved: boolean } {
  const { event, at, isErased, isRemoved, namedBefore } = readStoredEvent(stored);
  // Of a removed one it is still known what the customer allows.
  if (isErased && !isRemoved) return { telling: null, isRemoved };
  const { seq } = stored;
  const told = toldChanges(event);
  if (told === null) return { telling: null, isRemoved };
  const { customer, changes } = told;
  const named = new Set([...namedIn(event), ...namedBefore]);
  return { telling: { at: told.at ?? at, seq, customer, changes, named }, isRemoved };
}

function isBefore(a: Telling, b: Telling): boolean {
  return a.at === b.at ? a.seq < b.seq : a.at < b.at;
}
