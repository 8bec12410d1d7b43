import { TillbridgeError } from '../domain/errors.ts';
import { JsonError } from '../domain/json.ts';
import type { Intake } from '../webhooks/intake.ts';
import type { WebhookOrigin } from '../webhooks/receive-webhook.ts';
import { newDelivery } from './new-delivery.ts';
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
    const origin = { id: newEventId(), body: request.body, requestId, traceparent };
    const delivery = newDelivery(shop, { ...origin, topic, deliveryId: id, resource });
    const { eventId, outcome } = await intake.accept(delivery);
    // Of one happening there may be several deliveries, in versions of the API that spell it differently.
    return { status: outcome === 'accepted' ? 'accepted' : 'duplicate', eventId, topic };
  };
}
