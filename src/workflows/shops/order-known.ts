import type { StoredBody } from '../../inbox/claimed-event.ts';
import type { OrderKnown } from '../../shops/children.ts';
import { readStoredEvent } from '../stored-event.ts';

/** What an event that was made of an earlier delivery told an order to be. */
export function orderKnown(stored: StoredBody): OrderKnown {
  const { event, at } = readStoredEvent(stored);
  if (event.type === 'order.paid') return { status: event.order.status, at };
  if (event.type === 'order.updated' && event.update.changes.status !== undefined)
    return { status: event.update.changes.status, at };
  throw new TypeError(`Event ${stored.id} of type ${event.type} tells no order's status`);
}
