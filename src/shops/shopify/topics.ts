/** The topics that are of use; any other is ignored. */
export const SHOPIFY_TOPICS = [
  'customers/create',
  'customers/update',
  'orders/create',
  'orders/paid',
  'orders/updated',
  'orders/cancelled',
  'refunds/create',
  'products/update',
  'customers/redact',
  'shop/redact',
  'customers/data_request',
] as const;
export type ShopifyTopic = (typeof SHOPIFY_TOPICS)[number];

/** Those by which the law lets a customer, or a shop that leaves, ask for something. */
export const PRIVACY_TOPICS: readonly string[] = [
  'customers/redact',
  'shop/redact',
  'customers/data_request',
] satisfies readonly ShopifyTopic[];

/** The topic of this name; null for one of no use. */
export function shopifyTopic(name: string | null): ShopifyTopic | null {
  return SHOPIFY_TOPICS.find((topic) => topic === name) ?? null;
}

/** Of what kind the resource of a topic is, and where its id stands in the body. */
export const RESOURCES: Readonly<Record<ShopifyTopic, readonly [kind: string, ...place: string[]]>> = {
  'customers/create': ['customer', 'id'],
  'customers/update': ['customer', 'id'],
  'customers/redact': ['customer', 'customer', 'id'],
  'customers/data_request': ['customer', 'customer', 'id'],
  'orders/create': ['order', 'id'],
  'orders/paid': ['order', 'id'],
  'orders/updated': ['order', 'id'],
  'orders/cancelled': ['order', 'id'],
  'refunds/create': ['order', 'order_id'],
  'products/update': ['product', 'id'],
  'shop/redact': ['shop', 'shop_id'],
};
