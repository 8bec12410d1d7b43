import { belongingKey } from '../composite-keys.ts';
import { type Customer, phoneOf } from '../customer.ts';
import { emailKey, phoneKey } from '../record-ids.ts';

/** The keys of a person: the unit's user and the address in the whole CRM; the phone in the unit of somebody who has neither. */
export function customerKeys(businessUnit: string, crm: string, customer: Customer | null): string[] {
  if (customer === null) return [];
  const address = emailKey(customer.email);
  const keys = [
    ...(customer.userId === null ? [] : [belongingKey('user', businessUnit, customer.userId)]),
    ...(address === null ? [] : [belongingKey('email', crm, address)]),
  ];
  const phone = phoneOf(customer);
  return keys.length > 0 || phone === null ? keys : [belongingKey('phone', businessUnit, phoneKey(phone))];
}

/** The key of a unit's order. */
export function orderKey(businessUnit: string, orderId: string): string {
  return belongingKey('order', businessUnit, orderId);
}
