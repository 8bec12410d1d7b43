import type { ContractProducts } from '../contract-products.ts';
import type { Customer } from '../customer.ts';
import type { Order } from '../order.ts';
import type { Refund } from '../refund.ts';

/** A person left contact details at the shop. */
export interface CustomerRegistered {
  readonly type: 'customer.registered';
  readonly businessUnit: string;
  readonly customer: Customer;
}

/** An order was paid. */
export interface OrderPaid {
  readonly type: 'order.paid';
  readonly businessUnit: string;
  readonly order: Order;
}

/** An order, or a part of it, was refunded. */
export interface OrderRefunded {
  readonly type: 'order.refunded';
  readonly businessUnit: string;
  readonly refund: Refund;
}

/** Products were added to a contract. */
export interface ContractProductsAdded {
  readonly type: 'contract.products';
  readonly businessUnit: string;
  readonly batch: ContractProducts;
}

/** What a shop can tell us, validated and with exact amounts. */
export type ShopEvent = CustomerRegistered | OrderPaid | OrderRefunded | ContractProductsAdded;
export type ShopEventType = ShopEvent['type'];
