import type { Delivery, Platform } from '../platform.ts';
import { DeliveryUnreadable } from '../platform.ts';
import type { Shop } from '../shop.ts';
import { NOTHING_TOLD, type ToldByShop } from '../told.ts';
import { tellDataRequest, tellRedactCustomer, tellRedactShop } from './privacy.ts';
import { shopifyJson } from './read-body.ts';
import { receiveShopify } from './receive.ts';
import { SHOPIFY_SAMPLES } from './sample.ts';
import { signDelivery } from './sign.ts';
import { type ShopifyTopic, shopifyTopic } from './topics.ts';
import { tellCustomer } from './translate-customer.ts';
import { tellOrder } from './translate-order.ts';
import { tellProducts } from './translate-product.ts';
import { tellRefundDelivery } from './translate-refund.ts';

type Teller = (json: unknown, shop: Shop) => Partial<ToldByShop>;

const TELLERS: Readonly<Record<ShopifyTopic, Teller>> = {
  'customers/create': (json, shop) => tellCustomer(json, shop, true),
  'customers/update': (json, shop) => tellCustomer(json, shop, false),
  'orders/create': (json, shop) => tellOrder(json, shop, false),
  'orders/paid': (json, shop) => tellOrder(json, shop, true),
  'orders/updated': (json, shop) => tellOrder(json, shop, false),
  'orders/cancelled': (json, shop) => tellOrder(json, shop, false),
  'refunds/create': tellRefundDelivery,
  'products/update': tellProducts,
  'customers/redact': tellRedactCustomer,
  'shop/redact': tellRedactShop,
  'customers/data_request': tellDataRequest,
};

/** Shopify, by its webhooks of any version since 2016: they bring the whole of what they are about. */
export const shopify: Platform = {
  name: 'shopify',
  receive: receiveShopify,
  translate({ topic, body }: Delivery, shop: Shop): ToldByShop {
    const known = shopifyTopic(topic);
    if (known === null) throw new DeliveryUnreadable('This topic of Shopify is of no use.');
    return { ...NOTHING_TOLD, ...TELLERS[known](shopifyJson(body), shop) };
  },
  sign: signDelivery,
  samples: SHOPIFY_SAMPLES,
};
