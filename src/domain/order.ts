import type { Decimal } from 'decimal.js';
import type { Address, Customer } from './customer.ts';

/** Lines of one order, over all its groups: each is a call to the CRM. */
export const MAX_LINES = 1000;

export type InvoiceStatus = 'Paid' | 'Not Paid' | 'Canceled';
export type ProductType = 'Good' | 'Service';
export type DiscountType = 'Amount' | 'Percentage';

/** Off one unit: an amount of money, or a percentage of the list price. */
export interface Discount {
  readonly type: DiscountType;
  readonly value: Decimal;
}

/** A pin on the CRM's map for a product. Coordinates in degrees. */
export interface Marker {
  readonly name: string;
  readonly type: string | null;
  readonly description: string;
  readonly city: string;
  readonly state: string;
  readonly country: string;
  readonly lat: Decimal;
  readonly lng: Decimal;
}

/** One sold position. Prices are per unit in the order's currency, without tax; `vatRate` is in percent. */
export interface OrderLine {
  /** Unique within the order. */
  readonly lineId: string;
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly category: string | null;
  readonly type: ProductType;
  readonly quantity: Decimal;
  readonly cost: Decimal | null;
  readonly listPrice: Decimal;
  readonly discount: Discount | null;
  readonly vatRate: Decimal;
  readonly url: string | null;
  readonly image: string | null;
  readonly marker: Marker | null;
}

/** Lines that the CRM shows with a subtotal of their own. */
export interface OrderGroup {
  readonly name: string;
  readonly description: string;
  readonly lines: readonly OrderLine[];
}

/** Freight: an amount without tax and its tax rate in percent. */
export interface Shipping {
  readonly amount: Decimal;
  readonly taxRate: Decimal;
}

/** An order. Instants are ISO 8601 in UTC; `currency` is an ISO 4217 code in capitals. */
export interface Order {
  readonly orderId: string;
  readonly orderedAt: string;
  readonly currency: string;
  readonly status: InvoiceStatus;
  readonly description: string;
  /** Null where nobody is known to have bought, as at a till. */
  readonly customer: Customer | null;
  readonly billingAddress: Address | null;
  readonly shippingAddress: Address | null;
  readonly groups: readonly OrderGroup[];
  readonly shipping: Shipping;
  /** Promotion codes, each once. */
  readonly promotions: readonly string[];
}
