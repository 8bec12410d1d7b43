import { randomUUID } from 'node:crypto';
import { PLATFORMS } from '../src/shops/platforms.ts';
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
      const ids = { eventId: options.eventId ?? randomUUID(), deliveryId: randomUUID() };
      const delivery = { shop, topic, body: text, ...ids, sentAt: new Date() };
      return post({ ...PLATFORMS[platform].sign(delivery, Buffer.from(secret)), ...options.headers }, text);
    },
    ping: () => post({ 'content-type': 'application/x-www-form-urlencoded' }, 'webhook_id=7'),
  };
}
