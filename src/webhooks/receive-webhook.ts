import { setImmediate as nextTurn } from 'node:timers/promises';
import { TillbridgeError } from '../domain/errors.ts';
import { belongingKeys, localIds, type ShopEventType } from '../domain/events/event-types.ts';
import { type KnownUnits, readShopEvent } from '../domain/events/read-shop-event.ts';
import type { Fault } from '../domain/faults.ts';
import { readJson } from '../domain/json.ts';
import type { NewEvent } from '../inbox/types.ts';
import type { Intake } from './intake.ts';
import { createVerifier, type RequestHeaders } from './verify-signature.ts';

/** The JSON is not the event that its route takes. */
export class EventInvalid extends TillbridgeError {
  readonly code = 'event_invalid';
  readonly errorClass = 'permanent';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(`The event has ${faults.length} fault${faults.length === 1 ? '' : 's'}.`);
    this.faults = faults;
  }
}

/** The `webhook-id` is known with another content: ids are the sender's promise of one event each. */
export class WebhookConflict extends TillbridgeError {
  readonly code = 'webhook_conflict';
  readonly errorClass = 'permanent';

  constructor() {
    super('This webhook-id was used before, with another content. Send a new message under a new id.');
  }
}

// A usual order has two kilobytes, and keeps nobody waiting.
const LARGE_BYTES = 32 * 1024;

export interface ReceiverOptions {
  /** Any of them may have signed. */
  readonly keys: readonly Uint8Array[];
  readonly units: KnownUnits;
  readonly intake: Intake;
  readonly now: () => Date;
  /** Makes a UUID for each event. */
  readonly newEventId: () => string;
}

/** Which event a webhook is in the inbox: a new one, or the one that it became when it was first received. */
export interface ReceivedWebhook {
  readonly eventId: string;
  readonly status: 'accepted' | 'duplicate';
}

/** Where a message came from, as it is kept with its event. */
export type WebhookOrigin = Pick<NewEvent, 'requestId' | 'traceparent'>;

/** Takes one signed message from raw bytes to a committed event. */
export type ReceiveWebhook = (
  type: ShopEventType,
  headers: RequestHeaders,
  body: Uint8Array,
  origin: WebhookOrigin,
) => Promise<ReceivedWebhook>;

/**
 * Makes the receiver: signature, JSON, content and only then the inbox, so that nothing unsigned costs more than a hash and
 * nothing unfit is ever stored. It rejects with `SignatureError`, `JsonError`, `EventInvalid`, `WebhookConflict` or `IntakeUnavailable`.
 */
export function createReceiver({ keys, units, intake, now, newEventId }: ReceiverOptions): ReceiveWebhook {
  const verify = createVerifier(keys);
  return async (type, headers, body, { requestId, traceparent }) => {
    const webhookId = verify(headers, body, now());
    const json = readJson(body);
    // Each of the two takes tens of milliseconds of the largest body: others have their turn in between.
    if (body.length > LARGE_BYTES) await nextTurn();
    const result = readShopEvent(type, json, units);
    if (!result.ok) throw new EventInvalid(result.faults);
    const { event, crm, reading, contentSha256 } = result;
    const { eventId, outcome } = await intake.accept({
      id: newEventId(),
      webhookId,
      body,
      contentSha256,
      type,
      reading,
      crm,
      businessUnit: event.businessUnit,
      ...localIds(event),
      requestId,
      traceparent,
      keys: belongingKeys(event, crm),
    });
    if (outcome === 'conflict') throw new WebhookConflict();
    return { eventId, status: outcome };
  };
}
