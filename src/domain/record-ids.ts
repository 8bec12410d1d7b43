import { v5 as uuidv5 } from 'uuid';
import { type Customer, phoneOf } from './customer.ts';

// Never change it: every id that a CRM already holds was derived from it.
const NAMESPACE = '5b0f7c4e-7d0a-5c53-9b1f-2c2f7a1e64d3';

/**
 * The id of a CRM record, always the same for the same thing, so that no retry, crash or second replica can create it twice.
 * The module is part of it: a Lead and a Contact with one id would confuse SuiteCRM's e-mail filter.
 */
function recordId(module: string, ...identity: readonly string[]): string {
  return uuidv5(JSON.stringify([module, ...identity]), NAMESPACE);
}

/** What somebody without an account is known by: the address in any case, else a phone in the unit. */
export type GuestIdentity = { readonly email: string } | { readonly businessUnit: string; readonly phone: string };

/** What a contact is known by: the address in any case, else the shop's user, else a phone in the unit. */
export type PersonIdentity = GuestIdentity | { readonly businessUnit: string; readonly userId: string };

/** The identity of a customer's contact. Somebody with none of the three has none: such an order is taken without a customer. */
export function contactIdentity(businessUnit: string, customer: Customer): PersonIdentity {
  const { userId } = customer;
  return customer.email === null && userId !== null ? { businessUnit, userId } : guestIdentity(businessUnit, customer);
}

/** The identity of somebody apart from any account. */
export function guestIdentity(businessUnit: string, customer: Customer): GuestIdentity {
  const email = emailKey(customer.email);
  if (email !== null) return { email };
  const phone = phoneOf(customer);
  if (phone !== null) return { businessUnit, phone: phoneKey(phone) };
  throw new TypeError('A customer has an address, a user id or a phone');
}

/** An address as it is compared: without case. */
export function emailKey(email: string | null): string | null {
  return email === null ? null : email.toLowerCase();
}

/** A phone as it is compared: by its digits and its plus sign, or as it is where it has no digit. */
export function phoneKey(phone: string): string {
  return phone.replace(/[^\d+]/g, '') || phone;
}

export function leadId(businessUnit: string, userId: string, turn = 1): string {
  return recordId('Leads', businessUnit, userId, ...counted(turn));
}

/**
 * The lead of a customer: the user's; of somebody without an account that of the address, else of the phone, in the unit. `turn` as for a
 * contact.
 */
export function leadOf(businessUnit: string, customer: Customer, turn = 1): string {
  if (customer.userId !== null) return leadId(businessUnit, customer.userId, turn);
  const identity = guestIdentity(businessUnit, customer);
  return 'email' in identity
    ? recordId('Leads', 'email', businessUnit, identity.email, ...counted(turn))
    : recordId('Leads', 'phone', businessUnit, identity.phone, ...counted(turn));
}

/**
 * `turn` counts the records of one line: SuiteCRM never gives the id of a deleted record out again, so the one that takes its place has
 * the next id of the same line.
 */
export function contactId(identity: PersonIdentity, turn = 1): string {
  if ('email' in identity) return recordId('Contacts', 'email', identity.email, ...counted(turn));
  return 'userId' in identity
    ? recordId('Contacts', 'user', identity.businessUnit, identity.userId, ...counted(turn))
    : recordId('Contacts', 'phone', identity.businessUnit, identity.phone, ...counted(turn));
}

/** `turn` as for a contact. */
export function productId(sku: string, turn = 1): string {
  return recordId('AOS_Products', sku, ...counted(turn));
}

/** `turn`: that of its product. */
export function markerId(sku: string, turn = 1): string {
  return recordId('jjwg_Markers', sku, ...counted(turn));
}

function counted(turn: number): readonly string[] {
  return turn === 1 ? [] : [`#${turn}`];
}

/** `turn` as for a contact. */
export function invoiceId(businessUnit: string, orderId: string, turn = 1): string {
  return recordId('AOS_Invoices', 'order', businessUnit, orderId, ...counted(turn));
}

/** `position` counts the groups of the order from 1; `turn` as for a contact. */
export function groupId(businessUnit: string, orderId: string, position: number, turn = 1): string {
  return recordId('AOS_Line_Item_Groups', 'order', businessUnit, orderId, String(position), ...counted(turn));
}

/** `turn` as for a contact. */
export function lineId(businessUnit: string, orderId: string, line: string, turn = 1): string {
  return recordId('AOS_Products_Quotes', 'order', businessUnit, orderId, line, ...counted(turn));
}

/** A return is known by its order and its refund: some shops count refunds anew in each order. `turn` as for a contact. */
export function returnId(businessUnit: string, orderId: string, refundId: string, turn = 1): string {
  return recordId('AOS_Invoices', 'refund', businessUnit, orderId, refundId, ...counted(turn));
}

/** `originalGroup`: the group that is taken back, by the id that it had first; empty for lines that stand in none. `turn` as for a contact. */
export function returnGroupId(
  businessUnit: string,
  orderId: string,
  refundId: string,
  originalGroup: string,
  turn = 1,
): string {
  const group = originalGroup || `order ${orderId}`;
  return recordId('AOS_Line_Item_Groups', 'refund', businessUnit, refundId, group, ...counted(turn));
}

/** `originalLine`: the line that is taken back, by the id that it had first; `turn` as for a contact. */
export function returnLineId(businessUnit: string, refundId: string, originalLine: string, turn = 1): string {
  return recordId('AOS_Products_Quotes', 'refund', businessUnit, refundId, originalLine, ...counted(turn));
}

/** Of the row that SuiteCRM keeps of an address, shared by all that carry it. `turn` as for a contact. */
export function emailAddressId(email: string, turn = 1): string {
  return recordId('EmailAddresses', email.toLowerCase(), ...counted(turn));
}
