import type { OutgoingDelivery } from '../platform.ts';
import { digestOf } from './verify.ts';

/** The headers with which WooCommerce posts a delivery. It names no event: a repetition is known by its body. */
export function signDelivery(delivery: OutgoingDelivery, secret: Uint8Array): Readonly<Record<string, string>> {
  const { shop, topic, body, deliveryId } = delivery;
  const [resource = '', event = ''] = topic.split('.');
  return {
    'content-type': 'application/json',
    'user-agent': 'WooCommerce/10.0.0 Hookshot (WordPress/6.9)',
    'x-wc-webhook-source': `https://${shop}.example.com/`,
    'x-wc-webhook-topic': topic,
    'x-wc-webhook-resource': resource,
    'x-wc-webhook-event': event,
    'x-wc-webhook-signature': digestOf(Buffer.from(body), secret).toString('base64'),
    'x-wc-webhook-id': '7',
    'x-wc-webhook-delivery-id': deliveryId.replaceAll('-', ''),
  };
}
