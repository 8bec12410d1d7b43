import { v5 as uuidv5 } from 'uuid';
import type { Customer } from './customer.ts';

// Never change it: every id that a CRM already holds was derived from it.
const NAMESPACE = '5b0f7c4e-7d0a-5c53-9b1f-2c2f7a1e64d3';

/**
 * The id of a CRM record, always the same for the same thing, so that no retry, crash or second replica can create it twice.
 * The module is part of it: a Lead and a Contact with one id would confuse SuiteCRM's e-mail filter.
 */
function recordId(module: string, ...identity: readonly string[]): string {
  return uuidv5(JSON.stringify([module, ...identity]), NAMESPACE);
}

/** What a contact is known by: its address in any case, or the shop's user where there is no address. */
export type ContactIdentity = { readonly email: string } | { readonly businessUnit: string; readonly userId: string };

/** The identity of a customer's contact. A guest without an address has none; such orders are refused at intake. */
export function contactIdentity(businessUnit: string, customer: Customer): ContactIdentity {
  const email = emailKey(customer.email);
  if (email !== null) return { email };
  if (customer.userId !== null) return { businessUnit, userId: customer.userId };
  throw new TypeError('A customer has an address or a user id');
}

/** An address as it is compared: without case. */
export function emailKey(email: string | null): string | null {
  return email === null ? null : email.toLowerCase();
}

export function leadId(businessUnit: string, userId: string): string {
  return recordId('Leads', businessUnit, userId);
}

export function contactId(identity: ContactIdentity): string {
  return 'email' in identity
    ? recordId('Contacts', 'email', identity.email)
    : recordId('Contacts', 'user', identity.businessUnit, identity.userId);
}

export function productId(sku: string): string {
  return recordId('AOS_Products', sku);
}

export function markerId(sku: string): string {
  return recordId('jjwg_Markers', sku);
}

export function invoiceId(businessUnit: string, orderId: string): string {
  return recordId('AOS_Invoices', 'order', businessUnit, orderId);
}

/** `position` counts the groups of the order from 1. */
export function groupId(businessUnit: string, orderId: string, position: number): string {
  return recordId('AOS_Line_Item_Groups', 'order', businessUnit, orderId, String(position));
}

export function lineId(businessUnit: string, orderId: string, line: string): string {
  return recordId('AOS_Products_Quotes', 'order', businessUnit, orderId, line);
}

export function returnId(businessUnit: string, refundId: string): string {
  return recordId('AOS_Invoices', 'refund', businessUnit, refundId);
}

/** `originalGroup` is the CRM id of the group that is taken back. */
export function returnGroupId(businessUnit: string, refundId: string, originalGroup: string): string {
  return recordId('AOS_Line_Item_Groups', 'refund', businessUnit, refundId, originalGroup);
}

/** `originalLine` is the CRM id of the line that is taken back. */
export function returnLineId(businessUnit: string, refundId: string, originalLine: string): string {
  return recordId('AOS_Products_Quotes', 'refund', businessUnit, refundId, originalLine);
}
