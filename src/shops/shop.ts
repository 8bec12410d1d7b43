/** The platforms whose shops are connected directly. */
export type PlatformName = 'shopify' | 'woocommerce';

/** A shop that posts its platform's own webhooks, as `SHOPS_FILE` describes it. */
export interface Shop {
  /** The last part of its address, `/webhooks/shops/:shop`; stands in front of all of its ids. */
  readonly name: string;
  readonly platform: PlatformName;
  /** To which its customers and orders belong. */
  readonly businessUnit: string;
  /** The keys it may sign with, as bytes; any one may match. */
  readonly secrets: readonly Uint8Array[];
  /** Shopify: in which currency an order is recorded, the shop's or the one that the customer paid in. */
  readonly currency: 'shop' | 'presentment';
  /** The CRM's category of a product that `categories` does not map; null = the unit's default. */
  readonly category: string | null;
  /** The CRM's category by what the shop calls it. */
  readonly categories: ReadonlyMap<string, string>;
  /** Whether an order is recorded, as `Not Paid`, before it is paid. */
  readonly recordUnpaid: boolean;
  /** WooCommerce: the shop's address without a slash at its end, and the key to its REST API; null where nothing is asked. */
  readonly api: ShopApi | null;
}

/** Where a shop's REST API is, and who asks. */
export interface ShopApi {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  /** How often it is asked for what no webhook brought, in milliseconds. */
  readonly catchUpMs: number;
}

/** An id of a shop's platform as it stands in our events: no two shops share one. */
export function shopId({ name }: Pick<Shop, 'name'>, id: string): string {
  return `${name}:${id}`;
}

/** The platform's own id in one that `shopId` made. */
export function platformId({ name }: Pick<Shop, 'name'>, id: string): string {
  return id.slice(name.length + 1);
}
