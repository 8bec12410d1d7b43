import type { IncomingHttpHeaders } from 'node:http';
import { TillbridgeError } from '../domain/errors.ts';
import type { DeliverySample } from './sample.ts';
import type { PlatformName, Shop } from './shop.ts';
import type { RefundTold, ToldByShop } from './told.ts';

/** What a delivery may hold: an order of the most lines, each with all that its platform writes of one. */
export const MAX_DELIVERY_VALUES = 500_000;

/** A request as it came. */
export interface ShopRequest {
  readonly headers: IncomingHttpHeaders;
  /** Exactly the bytes that were signed. */
  readonly body: Uint8Array;
}

/** What a request is, before anything of it is kept. */
export type Received =
  | {
      readonly kind: 'delivery';
      readonly topic: string;
      /** The same for each repetition of it by the platform. */
      readonly id: string;
      /** What it is about, such as `order 4711`: deliveries of one resource run one after another. Null where nothing tells. */
      readonly resource: string | null;
    }
  /** Signed, or by its nature unsigned, and of no use. `reason`: a word for people and metrics. */
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'unsigned' }
  /** Signed, but no JSON, by a platform that does not mind a refusal. */
  | { readonly kind: 'not_json' };

/** A delivery that was kept. */
export interface Delivery {
  readonly topic: string;
  readonly body: Uint8Array;
}

/** A delivery that is about to be posted. */
export interface OutgoingDelivery {
  /** The shop's name. */
  readonly shop: string;
  readonly topic: string;
  readonly body: string;
  /** The same for each delivery of one thing that happened. */
  readonly eventId: string;
  /** Of this delivery alone. */
  readonly deliveryId: string;
  readonly sentAt: Date;
}

/** One platform: how its shops sign, and what their webhooks mean. */
export interface Platform {
  readonly name: PlatformName;
  /** Linear in the size of the request, and constant in time of what the signature is compared with. */
  receive(request: ShopRequest, shop: Shop): Received;
  /**
   * What a delivery tells, by today's mapping. Throws `DeliveryUnreadable` where it is not what its topic says, or its figures do not
   * follow: nothing of it is taken then.
   */
  translate(delivery: Delivery, shop: Shop): ToldByShop;
  /** The refunds of an order with their lines, from the answer of the shop's API; those that it does not list are missing. */
  readonly readRefunds?: (answer: unknown, delivery: Delivery, shop: Shop) => readonly RefundTold[];
  /** The headers with which the platform posts a delivery, its signature among them: for samples, and for simulated shops. */
  sign(delivery: OutgoingDelivery, secret: Uint8Array): Readonly<Record<string, string>>;
  /** Deliveries to try a shop out with; the first is an order that was paid. */
  readonly samples: readonly DeliverySample[];
}

/** A delivery that was signed right and cannot be understood: a dead event, to be replayed once the mapping is right. */
export class DeliveryUnreadable extends TillbridgeError {
  readonly code = 'delivery_unreadable';
  readonly errorClass = 'permanent';
}
