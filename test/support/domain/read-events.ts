import type { ShopEventType } from '../../../src/domain/events/event-types.ts';
import { readShopEvent } from '../../../src/domain/events/read-shop-event.ts';
import type { Fault } from '../../../src/domain/faults.ts';
import { readJson } from '../../../src/domain/json.ts';
import type { Warning } from '../../../src/domain/warning.ts';

const UNITS = new Map([
  ['experience', { crm: 'suitecrm' }],
  ['wholesale', { crm: 'ikcrm' }],
] as const);

/** Reads a document as a webhook's body would be read. */
export function read(type: ShopEventType, document: unknown) {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  return readShopEvent(type, readJson(Buffer.from(text)), UNITS);
}

/** The faults of a document; none if it is sound. */
export function faultsIn(type: ShopEventType, document: unknown): readonly Fault[] {
  const result = read(type, document);
  return result.ok ? [] : result.faults;
}

/** The event that a sound document says. */
export function eventIn<Type extends ShopEventType>(type: Type, document: unknown) {
  const result = read(type, document);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.event;
}

/** What was not taken of a sound document as it was sent. */
export function warningsIn(type: ShopEventType, document: unknown): readonly Warning[] {
  const result = read(type, document);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.warnings;
}
