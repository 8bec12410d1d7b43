import { TillbridgeError } from '../domain/errors.ts';
import { type KnownUnits, readShopEvent } from '../domain/events/read-shop-event.ts';
import type { ShopEvent, ShopEventType } from '../domain/events/shop-event.ts';
import { readJson } from '../domain/json.ts';
import { ofLabel, type Warning } from '../domain/warning.ts';

const TYPES: ReadonlySet<string> = new Set<ShopEventType>([
  'customer.registered',
  'order.paid',
  'order.refunded',
  'contract.products',
]);

/** An event that was taken in can no longer be read: its unit left the configuration, or an older version stored it. */
export class StoredEventUnreadable extends TillbridgeError {
  readonly code = 'stored_event_unreadable';
  readonly errorClass = 'permanent';

  constructor(id: string, why: string) {
    super(`The stored event ${id} cannot be read any more: ${why}; restore what it needs, then replay it`);
  }
}

/** An event as it was taken in, and what was not taken as it was sent. */
export interface StoredEvent {
  readonly event: ShopEvent;
  readonly warnings: readonly Warning[];
}

/** Reads an event from the bytes it was taken in with. */
export function readStoredEvent(
  stored: { readonly id: string; readonly type: string; readonly body: Uint8Array },
  units: KnownUnits,
): StoredEvent {
  if (!isShopEventType(stored.type)) throw new StoredEventUnreadable(stored.id, `its type ${stored.type} is unknown`);
  const read = readShopEvent(stored.type, readJson(stored.body), units);
  if (read.ok) return { event: read.event, warnings: read.warnings.map(ofLabel) };
  throw new StoredEventUnreadable(stored.id, read.faults.map((fault) => `${fault.path}: ${fault.message}`).join(' '));
}

function isShopEventType(type: string): type is ShopEventType {
  return TYPES.has(type);
}
