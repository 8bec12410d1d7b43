import type { Address } from './customer.ts';
import type { InvoiceStatus } from './order.ts';
import type { Told } from './stale-update.ts';

/** What changes of an order's invoice; what is absent stays as it is there. */
export interface OrderChanges {
  readonly status?: InvoiceStatus;
  /** Empty text empties it. */
  readonly description?: string;
  /** Null empties it. */
  readonly billingAddress?: Address | null;
  readonly shippingAddress?: Address | null;
}

/** What a shop tells later of an order. */
export interface OrderUpdate {
  readonly orderId: string;
  /** When it was so, as `readExactInstant` gives it. */
  readonly updatedAt: string;
  readonly changes: OrderChanges;
  /** The order as it was told before, where this is the whole of it sent again; null where it is an update by itself. */
  readonly told: Told | null;
}
