import type { Customer } from '../domain/customer.ts';
import { type CustomerUpdate, statedChanges } from '../domain/customer-update.ts';
import type { StoredTelling } from '../inbox/customer-history.ts';
import { readTelling } from './told-customer.ts';

/** What a registration changes of somebody whom another event has made known. */
export interface LateRegistration {
  readonly update: CustomerUpdate;
  /** Another event told of the customer as it was later than that. */
  readonly isOlder: boolean;
}

/**
 * The update that a registration is whose customer another event has made known already: of what it states, all that nothing newer named.
 * `at`: when it was so; `tellings`: what came before it of the same customer.
 */
export function updateByRegistration(
  customer: Customer,
  at: string,
  tellings: readonly StoredTelling[],
): LateRegistration {
  const newer = tellings.flatMap(readTelling).filter((telling) => telling.at > at);
  const named = new Set(newer.flatMap((telling) => [...telling.named]));
  // Whether somebody is written to stands at the address.
  if (customer.email === null) named.add('emailOptOut');
  // Of the newest instant, since it takes nothing back of that.
  const updatedAt = newer.reduce((newest, telling) => (telling.at > newest ? telling.at : newest), at);
  const changes = statedChanges(customer, (field) => !named.has(field));
  return { update: { customer, changes, updatedAt, told: null }, isOlder: newer.length > 0 };
}
