import type { OutgoingDelivery } from '../platform.ts';
import { digestOf } from './verify.ts';

/** The headers with which Shopify posts a delivery. */
export function signDelivery(delivery: OutgoingDelivery, secret: Uint8Array): Readonly<Record<string, string>> {
  const { shop, topic, body, eventId, deliveryId, sentAt } = delivery;
  return {
    'content-type': 'application/json',
    'user-agent': 'Shopify-Captain-Hook',
    'x-shopify-topic': topic,
    'x-shopify-hmac-sha256': digestOf(Buffer.from(body), secret).toString('base64'),
    'x-shopify-shop-domain': `${shop}.myshopify.com`,
    'x-shopify-api-version': '2026-07',
    'x-shopify-webhook-id': deliveryId,
    'x-shopify-event-id': eventId,
    'x-shopify-triggered-at': sentAt.toISOString(),
  };
}
