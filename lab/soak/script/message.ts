import type { Route } from '../../../src/webhooks/sign-request.ts';
import type { SoldByWoo } from '../../simulator/storefronts/woocommerce/order.ts';
import type { RefundOfWoo } from '../../simulator/storefronts/woocommerce/refund.ts';

/** The routes whose events lead to SuiteCRM. */
export type ScriptRoute = Extract<
  Route,
  'registrations' | 'customer-updates' | 'orders' | 'order-updates' | 'refunds' | 'products'
>;

/** One webhook of the storm. */
export interface Message {
  /** As the inbox keeps it. */
  readonly webhookId: string;
  /** The exact body. */
  readonly text: string;
  /** `order`, `early refund`, `order again` ... as the verdict counts them. */
  readonly kind: string;
  /** One of our own routes, or what a connected shop delivers. */
  readonly to: ScriptRoute | ShopDelivery;
}

/** The shops that are connected directly. */
export type ShopOfSoak = 'main' | 'blog';

/** What a connected shop posts, or should have. */
export interface ShopDelivery {
  readonly shop: ShopOfSoak;
  readonly topic: string;
  /** Shopify's name of the happening; null for WooCommerce, which has none. */
  readonly eventId: string | null;
  /** What it says of an order; null for what is no order. */
  readonly tells: OrderFacts | null;
  /** What the shop's own API shows from then on; null where there is none, or none of it. */
  readonly shows: WooMoment | null;
  /** WooCommerce has forgotten to post it: only who asks the shop finds it. */
  readonly isDropped: boolean;
}

/** An order and its refunds by the shop's own figures. */
export interface OrderFacts {
  /** Its number, which is the invoice's name. */
  readonly order: string;
  /** Null = not told, or not to be recorded yet. */
  readonly total: string | null;
  /** What went back, by the refund's id. */
  readonly refunds: Readonly<Record<string, string>>;
}

/** An order as the REST API of a WooCommerce store shows it at a moment. */
export interface WooMoment {
  readonly order: SoldByWoo;
  readonly refunds: readonly RefundOfWoo[];
}
