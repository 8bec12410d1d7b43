import { hash } from 'node:crypto';
import { DELIVERY } from '../domain/events/delivery.ts';
import type { NewEvent } from '../inbox/types.ts';
import type { Shop } from './shop.ts';

/** What a shop's platform told, by a webhook or when it was asked. */
export interface ToldByPlatform extends Pick<NewEvent, 'id' | 'body' | 'requestId' | 'traceparent'> {
  readonly topic: string;
  /** The same for each repetition of it. */
  readonly deliveryId: string;
  /** What it is about, such as `order 4711`; null where nothing tells. */
  readonly resource: string | null;
}

/** What stands before the id of a delivery that no webhook has brought. */
const CAUGHT_UP = 'catch-up';

/** The event that a delivery is kept as: exactly the bytes that came, in a lane of its shop, one after another of its resource. */
export function newDelivery(shop: Shop, told: ToldByPlatform): NewEvent {
  const { id, body, requestId, traceparent, topic, deliveryId, resource } = told;
  return {
    id,
    webhookId: webhookIdOf(shop.name, deliveryId),
    body,
    contentSha256: hash('sha256', body, 'buffer'),
    type: DELIVERY,
    reading: 1,
    crm: `shop:${shop.name}`,
    businessUnit: shop.businessUnit,
    userId: null,
    orderId: null,
    refundId: null,
    requestId,
    traceparent,
    keys: resource === null ? [] : [resourceKey(shop, resource)],
    from: { shop: shop.name, topic, parentId: null },
  };
}

/** What deliveries about one thing of a shop belong together by. */
export function resourceKey({ name }: Pick<Shop, 'name'>, resource: string): string {
  return JSON.stringify(['shop', name, resource]);
}

/** The id of a delivery that was found by asking the shop: another one for each state that its record was in. */
export function caughtUpId(topic: string, body: Uint8Array): string {
  return [CAUGHT_UP, topic, hash('sha256', body)].join(' ');
}

/** With what the webhook id of each delivery begins that was found by asking this shop. */
export function caughtUpPrefix(shop: string): string {
  return webhookIdOf(shop, `${CAUGHT_UP} `);
}

// No `webhook-id` of a shop of ours looks like it: those hold no blanks.
function webhookIdOf(shop: string, deliveryId: string): string {
  return ['delivery', shop, deliveryId].join(' ');
}
