import type { Warning } from '../domain/warning.ts';

/** The `data` of a webhook of ours, as JSON; decimals are strings. */
export type EventData = Readonly<Record<string, unknown>>;

/** What a delivery tells, in our words. All ids are as `shopId` makes them, all instants as ISO 8601 with an offset. */
export interface ToldByShop {
  readonly customers: readonly CustomerTold[];
  readonly orders: readonly OrderTold[];
  /** Those of a delivery of their own, and those inside an order. */
  readonly refunds: readonly RefundTold[];
  readonly products: readonly ProductTold[];
  readonly privacy: readonly PrivacyTold[];
  /** What of it is not taken over as the shop has it. */
  readonly warnings: readonly Warning[];
}

export const NOTHING_TOLD: ToldByShop = {
  customers: [],
  orders: [],
  refunds: [],
  products: [],
  privacy: [],
  warnings: [],
};

/** A customer as the shop knows it now. */
export interface CustomerTold {
  readonly userId: string;
  /** It was registered; else it was changed. */
  readonly isNew: boolean;
  /** When the shop changed it last. */
  readonly at: string;
  /** `customer` of `customer.registered`. */
  readonly customer: EventData;
}

/** An order as the shop knows it now. */
export interface OrderTold {
  readonly orderId: string;
  /** When the shop changed it last: an older snapshot says nothing of its status any more. */
  readonly at: string;
  readonly status: 'Paid' | 'Not Paid' | 'Canceled';
  /** Money was taken for it, whatever became of it since. */
  readonly wasPaid: boolean;
  /** `data` of `order.paid`, without `business_unit` and `status`. */
  readonly data: EventData;
}

/** A refund whose money went back. */
export interface RefundTold {
  readonly refundId: string;
  readonly orderId: string;
  /** When it was made. */
  readonly at: string;
  /** `data` of `order.refunded` without `business_unit`; null = its lines are still to be asked for. */
  readonly data: EventData | null;
  /** The same by its amount alone, where its lines cannot be had. */
  readonly byAmount: EventData | null;
}

/** A product, or a variant of one, with a sku. */
export interface ProductTold {
  /** The platform's id of it. */
  readonly productId: string;
  readonly at: string;
  /** `data` of `product.updated`, without `business_unit`. */
  readonly data: EventData;
}

/** What the law lets a person or a shop ask for. */
export type PrivacyTold =
  | {
      readonly kind: 'erase_customer';
      readonly userId: string | null;
      readonly email: string | null;
      readonly phone: string | null;
      readonly orderIds: readonly string[];
    }
  | { readonly kind: 'erase_shop' }
  /** Somebody wants to know what is kept of them. */
  | {
      readonly kind: 'data_request';
      readonly userId: string | null;
      readonly email: string | null;
      readonly orderIds: readonly string[];
      readonly requestId: string | null;
    };

/** What came of such a request: what a person is to know of it, or that it has to be asked again. */
export type PrivacyAnswer = { readonly warning: Warning | null } | { readonly waitingFor: string };
