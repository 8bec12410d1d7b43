import { belongingKey } from '../composite-keys.ts';
import type { Customer } from '../customer.ts';
import { emailKey } from '../record-ids.ts';
import type { ShopEvent } from './shop-event.ts';

/**
 * What an event belongs together by with others: events that share one of these run one after another in order of arrival.
 * A unit's user, an address within the whole CRM (its contacts are found by address), a unit's order, a contract of the CRM.
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

function customerKeys(businessUnit: string, crm: string, customer: Customer): string[] {
  const address = emailKey(customer.email);
  return [
    ...(customer.userId === null ? [] : [belongingKey('user', businessUnit, customer.userId)]),
    ...(address === null ? [] : [belongingKey('email', crm, address)]),
  ];
}

function orderKey(businessUnit: string, orderId: string): string {
  return belongingKey('order', businessUnit, orderId);
}
