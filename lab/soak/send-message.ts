import { createPlatformShop } from '../platform-shop.ts';
import { createStorefront, type StorefrontAnswer } from '../storefront.ts';
import { PLATFORM_OF, SECRET, SHOP_SECRET } from './environment.ts';
import type { Message } from './script/message.ts';

/** Posts a webhook as its shop does, once. Rejects when the service cannot be reached. */
export function sendMessage(
  service: { readonly url: string; readonly fetch?: typeof fetch },
  { webhookId, text, to }: Message,
): Promise<StorefrontAnswer> {
  if (typeof to === 'string') return createStorefront({ ...service, secret: SECRET }).send(to, text, { id: webhookId });
  const { shop, topic, eventId } = to;
  const sender = createPlatformShop({ ...service, shop, platform: PLATFORM_OF[shop], secret: SHOP_SECRET });
  return sender.deliver(topic, text, eventId === null ? {} : { eventId });
}
