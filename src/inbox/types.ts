import { TillbridgeError } from '../domain/errors.ts';
import type { DELIVERY } from '../domain/events/delivery.ts';
import type { CrmName } from '../domain/events/event-type.ts';
import type { ShopEventType } from '../domain/events/event-types.ts';

/** What stands for a CRM at a shop's deliveries. */
export type ShopLane = `shop:${string}`;

/** A delivery of a connected shop, or what was made of one. */
export interface FromShop {
  readonly shop: string;
  /** What its platform calls it; null for what was made of one. */
  readonly topic: string | null;
  /** The delivery that it was made of; null for the delivery itself. */
  readonly parentId: string | null;
}

/** A verified and validated webhook on its way into the inbox. */
export interface NewEvent {
  /** UUID, made here. */
  readonly id: string;
  /** The sender's `webhook-id`: one event each. */
  readonly webhookId: string;
  /** The raw request body, exactly as signed. */
  readonly body: Uint8Array;
  /** Of the canonical `data`: tells a resent webhook from a changed one. */
  readonly contentSha256: Uint8Array;
  readonly type: ShopEventType | typeof DELIVERY;
  /** By which of its type's readings it was understood, from 1. */
  readonly reading: number;
  /** The CRM that it leads to, or the shop whose delivery it is: what is away holds up its own events alone. */
  readonly crm: CrmName | ShopLane;
  readonly businessUnit: string;
  readonly userId: string | null;
  readonly orderId: string | null;
  readonly refundId: string | null;
  /** Names the request that brought it. */
  readonly requestId: string;
  /** The trace it belongs to, as a W3C `traceparent`. */
  readonly traceparent: string;
  /** What the event belongs together by with others. */
  readonly keys: readonly string[];
  /** Where it comes from a connected shop. */
  readonly from?: FromShop;
}

/** What became of a webhook. `eventId` is that of the stored event, which is older than the webhook unless it was accepted. */
export interface AcceptResult {
  readonly eventId: string;
  /** New; known with the same content; or known with another content. */
  readonly outcome: 'accepted' | 'duplicate' | 'conflict';
}

/** The event may not have been stored: the shop should send it again. */
export class IntakeUnavailable extends TillbridgeError {
  readonly code = 'intake_unavailable';
  readonly errorClass = 'transient';

  constructor(cause: unknown) {
    super('The webhook could not be stored; send it again.', { cause });
  }
}
