import type { Address, Customer } from './customer.ts';
import type { Decimal } from './money.ts';

/** Lines of one order, over all its groups: each is a call to the CRM. */
export const MAX_LINES = 1000;

export type InvoiceStatus = 'Paid' | 'Not Paid' | 'Canceled';
export type ProductType = 'Good' | 'Service';

/** What a shop may take off a line: money off one unit, a percentage of its list price, or money off the whole line. */
export interface Discount {
  readonly type: 'Amount' | 'Percentage' | 'Total';
  readonly value: Decimal;
}

/**
 * The tax of a line, a fee or the freight as the shop states it. An amount is the truth, whatever rate stands beside it; a rate alone, in
 * percent, is what the amount is worked out by.
 */
export type StatedTax =
  | { readonly by: 'amount'; readonly amount: Decimal; readonly rate: Decimal | null }
  | { readonly by: 'rate'; readonly rate: Decimal };

/** Off the whole order: a coupon, a rebate. */
export interface OrderDiscount {
  readonly name: string;
  readonly code: string;
  /** Positive. */
  readonly amount: Decimal;
}

/** What an order costs beside its lines: gift wrap, a tip, duties, the rounding of cash. A negative one lowers it. */
export interface Fee {
  /** The line id that its service line has; a refund may name it. */
  readonly lineId: string;
  readonly name: string;
  readonly amount: Decimal;
  readonly tax: StatedTax;
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

/** One sold position, as the shop states it. The price is per unit in the order's currency. */
export interface OrderLine {
  /** Unique within the order. */
  readonly lineId: string;
  /** By it the product is known; null on a service line, which is of no product and alone may be negative. */
  readonly sku: string | null;
  readonly name: string;
  readonly description: string;
  readonly category: string | null;
  readonly type: ProductType;
  readonly quantity: Decimal;
  readonly cost: Decimal | null;
  readonly listPrice: Decimal;
  readonly discount: Discount | null;
  readonly tax: StatedTax;
  readonly url: string | null;
  readonly image: string | null;
  readonly marker: Marker | null;
}

/** A line of a product. */
export interface OrderProductLine extends OrderLine {
  readonly sku: string;
}

export function isProductLine(line: OrderLine): line is OrderProductLine {
  return line.sku !== null;
}

/** Lines that the CRM shows with a subtotal of their own. */
export interface OrderGroup {
  readonly name: string;
  readonly description: string;
  readonly lines: readonly OrderLine[];
}

/** Freight, after what was taken off it. */
export interface Shipping {
  readonly amount: Decimal;
  readonly tax: StatedTax;
}

/** The figures of an invoice that a shop may state. */
export type TotalName =
  | 'totalAmt'
  | 'discountAmount'
  | 'subtotalAmount'
  | 'taxAmount'
  | 'shippingAmount'
  | 'shippingTaxAmount'
  | 'totalAmount';

/** The totals that a shop states of an order: its word. */
export type StatedTotals = Readonly<Partial<Record<TotalName, Decimal>>>;

/** An order, as the shop states it. Instants are ISO 8601 in UTC; `currency` is an ISO 4217 code in capitals. */
export interface Order {
  readonly orderId: string;
  /** What people call it. */
  readonly orderNumber: string;
  readonly orderedAt: string;
  readonly currency: string;
  /** To how many decimals the shop rounds money. */
  readonly decimals: number;
  /** Whether prices, discounts, fees and freight hold their tax. */
  readonly pricesIncludeTax: boolean;
  readonly status: InvoiceStatus;
  readonly description: string;
  /** Null where nobody is known to have bought, as at a till. */
  readonly customer: Customer | null;
  readonly billingAddress: Address | null;
  readonly shippingAddress: Address | null;
  readonly groups: readonly OrderGroup[];
  readonly discounts: readonly OrderDiscount[];
  readonly fees: readonly Fee[];
  readonly shipping: Shipping;
  /** Promotion codes, each once. */
  readonly promotions: readonly string[];
  readonly totals: StatedTotals;
}
