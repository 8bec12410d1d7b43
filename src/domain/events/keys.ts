import { belongingKey } from '../composite-keys.ts';
import { type Customer, phoneOf } from '../customer.ts';
import { emailKey, phoneKey } from '../record-ids.ts';
import type { ShopEvent } from './shop-event.ts';

/**
 * What an event belongs together by with others: events that share one of these run one after another in order of arrival.
 * A unit's user, an address within the whole CRM (its contacts are found by address), the phone in a unit of somebody who has neither, a
 * unit's order, a contract of the CRM.
 */
export function belongingKeys(event: ShopEvent, crm: string): string[] {
  switch (event.type) {
    case 'customer.registered':
      return customerKeys(event.businessUnit, crm, event.customer);
    case 'order.paid':
      return [
        ...customerKeys(event.businessUnit, crm, event.order.customer),
        orderKey(event.businessUnit, event.order.orderId),
      ];
    case 'order.refunded':
      return [orderKey(event.businessUnit, event.refund.orderId)];
    case 'contract.products':
      return [belongingKey('contract', crm, event.batch.contractId)];
  }
}

function customerKeys(businessUnit: string, crm: string, customer: Customer | null): string[] {
  if (customer === null) return [];
  const address = emailKey(customer.email);
  const keys = [
    ...(customer.userId === null ? [] : [belongingKey('user', businessUnit, customer.userId)]),
    ...(address === null ? [] : [belongingKey('email', crm, address)]),
  ];
  const phone = phoneOf(customer);
  return keys.length > 0 || phone === null ? keys : [belongingKey('phone', businessUnit, phoneKey(phone))];
}

function orderKey(businessUnit: string, orderId: string): string {
  return belongingKey('order', businessUnit, orderId);
}
