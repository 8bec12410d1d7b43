import { TillbridgeError } from '../domain/errors.ts';
import { isErased, isRemoved, namedInRemoved } from '../domain/events/erased-body.ts';
import { isShopEventType, type ShopEvent } from '../domain/events/event-types.ts';
import { rereadShopEvent, timestampOf } from '../domain/events/read-shop-event.ts';
import { readJson } from '../domain/json.ts';
import type { Warning } from '../domain/warning.ts';
import type { StoredBody } from '../inbox/claimed-event.ts';

/** An event that was taken in can no longer be read, or no longer run: its unit left the configuration, or another version stored it. */
export class StoredEventUnreadable extends TillbridgeError {
  readonly code = 'stored_event_unreadable';
  readonly errorClass = 'permanent';

  constructor(id: string, why: string) {
    super(`The stored event ${id} cannot be read any more: ${why}; restore what it needs, then replay it`);
  }
}

/** An event as it was understood when it was taken in, and what was not taken as it was sent. */
export interface StoredEvent {
  readonly event: ShopEvent;
  /** The envelope's `timestamp`, as `readExactInstant` gives it. */
  readonly at: string;
  readonly warnings: readonly Warning[];
  /** A person was erased from it, or it was removed: ids and money are all that it says. */
  readonly isErased: boolean;
  /** Retention took its payload. */
  readonly isRemoved: boolean;
  /** The fields that it told of a customer before that, as `namedBy` names them. */
  readonly namedBefore: readonly string[];
}

/** What an event told was erased with a person, and nothing is left to be done. */
export class EventErased extends TillbridgeError {
  readonly code = 'event_erased';
  readonly errorClass = 'permanent';

  constructor(id: string) {
    super(`What event ${id} told was erased with the person, and nothing of it is left to be done; discard it`);
  }
}

/**
 * Reads an event from the bytes it was taken in with, by the reading of that time: what is refused today, or counted otherwise, changes
 * nothing of it. Throws `StoredEventUnreadable` where this version does not have that reading.
 */
export function readStoredEvent(stored: StoredBody): StoredEvent {
  const read = reread(stored);
  if (read === null) {
    const how = `${stored.type} in reading ${stored.reading}`;
    throw new StoredEventUnreadable(stored.id, `it was taken in as ${how}, which this version does not know`);
  }
  return read;
}

/**
 * The same of an event that is to be run. Throws `EventErased` where nothing is left to be done: an order or a refund from which its person was
 * erased is still one.
 */
export function readRunnableEvent(stored: StoredBody): StoredEvent {
  const read = readStoredEvent(stored);
  if (read.isErased && isOfPersonAlone(read.event)) throw new EventErased(stored.id);
  return read;
}

function isOfPersonAlone(event: ShopEvent): boolean {
  switch (event.type) {
    case 'customer.registered':
    case 'customer.updated':
      return true;
    case 'order.updated':
      return Object.keys(event.update.changes).length === 0;
    default:
      return false;
  }
}

/** The same of an event that another one only asks; null where it cannot be read any more: the CRM is asked instead. */
export function recallEvent(stored: StoredBody): StoredEvent | null {
  return reread(stored);
}

function reread({ type, body, reading }: StoredBody): StoredEvent | null {
  if (!isShopEventType(type)) return null;
  const json = readJson(body);
  const [read, at] = [rereadShopEvent(type, json, reading), timestampOf(json)];
  if (read === null || at === null) return null;
  return { ...read, at, isErased: isErased(json), isRemoved: isRemoved(json), namedBefore: namedInRemoved(json) };
}
