import { belongingKey } from '../../domain/composite-keys.ts';
import type { CrmName } from '../../domain/events/event-type.ts';
import { readJsonIfSound } from '../../domain/json.ts';
import { emailKey } from '../../domain/record-ids.ts';

/** By what somebody's events are known. */
export interface SoughtPerson {
  /** To which the user and the orders belong. */
  readonly businessUnit: string;
  /** A connected shop, where no more than that shop's events are meant; null = all there are. */
  readonly shop: string | null;
  readonly userId: string | null;
  readonly orderIds: readonly string[];
  /** In lower case. */
  readonly addresses: readonly string[];
}

/** The CRMs in which people are found by their address. */
export const CRMS: readonly CrmName[] = ['suitecrm', 'ikcrm'];

/** The keys of events of these addresses. */
export function addressKeys(addresses: Iterable<string>): string[] {
  return [...addresses].flatMap((address) => CRMS.map((crm) => belongingKey('email', crm, address)));
}

/** The address that a key is of; null for one of anything else. */
export function addressOfKey(key: string): string | null {
  const [, address] = /^email:[^:]*:(.*)$/s.exec(key) ?? [];
  return address ?? null;
}

/** The second address that a stored event tells of its customer. */
export function secondAddress(body: Uint8Array): string | null {
  const email2 = member(member(member(readJsonIfSound(body), 'data'), 'customer'), 'email2');
  return typeof email2 === 'string' && email2.includes('@') ? emailKey(email2.trim()) : null;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
