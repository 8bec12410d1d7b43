import type { Told } from '../stale-update.ts';
import type { Difference } from './differences.ts';
import type { ShopEvent, ShopEventType } from './event-types.ts';
import { updateOfOrder } from './order-sent-again.ts';
import { updateOfRegistration } from './registration-sent-again.ts';

/** A thing that was told again under another webhook id, and says something else than before. */
export interface Retold {
  readonly event: ShopEvent;
  /** What it says differently. */
  readonly differences: readonly Difference[];
  /** When it was so, as `readExactInstant` gives it: the envelope's `timestamp`. */
  readonly at: string;
  /** What was told before. */
  readonly told: Told;
}

/** The update that such an event is; null where nothing but a person can tell what it means. */
export function asUpdate({ event, differences, at, told }: Retold): ShopEvent | null {
  switch (event.type) {
    case 'customer.registered':
      return updateOfRegistration(event, differences, at, told);
    case 'order.paid':
      return updateOfOrder(event, differences, at, told);
    default:
      return null;
  }
}

const CORRECT = 'where this one is right, correct the records in the CRM, then discard this event';

/** What a person can do about an event that differs from what was told before and is no update of it: the rest of a sentence. */
export function waysOut(type: ShopEventType): string {
  return type === 'order.paid'
    ? `send what changed of its status, addresses or description alone as order.updated and money given back as order.refunded; ${CORRECT}`
    : CORRECT;
}
