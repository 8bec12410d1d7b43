import { hash } from 'node:crypto';
import { TillbridgeError } from '../domain/errors.ts';
import { DELIVERY } from '../domain/events/delivery.ts';
import { JsonError } from '../domain/json.ts';
import type { Intake } from '../webhooks/intake.ts';
import type { WebhookOrigin } from '../webhooks/receive-webhook.ts';
import type { Platform, ShopRequest } from './platform.ts';
import type { PlatformName, Shop } from './shop.ts';

/** The signature of a delivery is missing, or of another secret than the shop's. */
export class DeliveryUnsigned extends TillbridgeError {
  readonly code = 'delivery_unsigned';
  readonly errorClass = 'auth';

  constructor(shop: string) {
    super(`The signature is not of a secret of shop ${shop}; copy the secret of its webhooks into SHOPS_FILE.`);
  }
}

/** What became of a request of a shop's platform. */
export type ReceivedDelivery =
  | { readonly status: 'accepted' | 'duplicate'; readonly eventId: string; readonly topic: string }
  | { readonly status: 'ignored'; readonly reason: string };

/** Takes what a platform posts from raw bytes to a committed event. */
export type ReceiveDelivery = (shop: Shop, request: ShopRequest, origin: WebhookOrigin) => Promise<ReceivedDelivery>;

export interface DeliveryReceiverOptions {
  readonly platforms: Readonly<Record<PlatformName, Platform>>;
  readonly intake: Intake;
  /** Makes a UUID for each event. */
  readonly newEventId: () => string;
}

/**
 * Makes the receiver of deliveries: whatever is signed right and of use is kept as it came, since no platform mends what it has sent. Rejects
 * with `DeliveryUnsigned`, `JsonError` or `IntakeUnavailable`.
 */
export function createDeliveryReceiver({ platforms, intake, newEventId }: DeliveryReceiverOptions): ReceiveDelivery {
  return async (shop, request, { requestId, traceparent }) => {
    const received = platforms[shop.platform].receive(request, shop);
    if (received.kind === 'ignored') return { status: 'ignored', reason: received.reason };
    if (received.kind === 'unsigned') throw new DeliveryUnsigned(shop.name);
    if (received.kind === 'not_json') throw new JsonError('The text is not JSON.');
    const { topic, id, resource } = received;
    const { eventId, outcome } = await intake.accept({
      id: newEventId(),
      webhookId: ['delivery', shop.name, id].join(' '),
      body: request.body,
      contentSha256: hash('sha256', request.body, 'buffer'),
      type: DELIVERY,
      reading: 1,
      crm: `shop:${shop.name}`,
      businessUnit: shop.businessUnit,
      userId: null,
      orderId: null,
      refundId: null,
      requestId,
      traceparent,
      keys: resource === null ? [] : [JSON.stringify(['shop', shop.name, resource])],
      from: { shop: shop.name, topic, parentId: null },
    });
    // Of one happening there may be several deliveries, in versions of the API that spell it differently.
    return { status: outcome === 'accepted' ? 'accepted' : 'duplicate', eventId, topic };
  };
}
