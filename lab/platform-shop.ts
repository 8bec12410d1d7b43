import { createHmac, randomUUID } from 'node:crypto';
import type { PlatformName } from '../src/shops/shop.ts';
import type { StorefrontAnswer } from './storefront.ts';

/** A shop of a platform, and where it posts to. */
export interface PlatformShopOptions {
  /** The service's address. */
  readonly url: string;
  /** Its name in the service's `SHOPS_FILE`. */
  readonly shop: string;
  readonly platform: PlatformName;
  readonly secret: string;
}

/** How one delivery differs from any other. */
export interface DeliverOptions {
  /** Shopify's `X-Shopify-Event-Id`; a fresh one unless given. */
  readonly eventId?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Posts as a platform does: its headers, its signature, its bodies without an envelope. */
export interface PlatformShop {
  deliver(topic: string, body: object | string, options?: DeliverOptions): Promise<StorefrontAnswer>;
  /** What WooCommerce posts when a webhook is saved: a form, and no signature. */
  ping(): Promise<StorefrontAnswer>;
}

/** A shop that signs as its platform does. */
export function createPlatformShop({ url, shop, platform, secret }: PlatformShopOptions): PlatformShop {
  const post = async (headers: Readonly<Record<string, string>>, body: string) => {
    const answer = await fetch(`${url}/webhooks/shops/${shop}`, { method: 'POST', headers, body });
    const answered = await answer.text();
    return { status: answer.status, headers: answer.headers, body: answered === '' ? null : JSON.parse(answered) };
  };
  return {
    deliver(topic, body, options = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const signature = createHmac('sha256', secret).update(text).digest('base64');
      const headers = HEADERS[platform](topic, signature, options.eventId ?? randomUUID());
      return post({ 'content-type': 'application/json', ...headers, ...options.headers }, text);
    },
    ping: () => post({ 'content-type': 'application/x-www-form-urlencoded' }, 'webhook_id=7'),
  };
}

const HEADERS: Readonly<
  Record<PlatformName, (topic: string, signature: string, eventId: string) => Readonly<Record<string, string>>>
> = {
  shopify: (topic, signature, eventId) => ({
    'user-agent': 'Shopify-Captain-Hook',
    'x-shopify-topic': topic,
    'x-shopify-hmac-sha256': signature,
    'x-shopify-shop-domain': 'a-shop.myshopify.com',
    'x-shopify-api-version': '2026-07',
    'x-shopify-webhook-id': randomUUID(),
    'x-shopify-event-id': eventId,
    'x-shopify-triggered-at': new Date().toISOString(),
  }),
  woocommerce: (topic, signature) => ({
    'user-agent': 'WooCommerce/10.0.0 Hookshot (WordPress/6.9)',
    'x-wc-webhook-source': 'https://blog.example.com/',
    'x-wc-webhook-topic': topic,
    'x-wc-webhook-resource': topic.split('.')[0] ?? '',
    'x-wc-webhook-event': topic.split('.')[1] ?? '',
    'x-wc-webhook-signature': signature,
    'x-wc-webhook-id': '7',
    'x-wc-webhook-delivery-id': randomUUID().replaceAll('-', ''),
  }),
};
