import { hash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import { Decimal, plainText } from '../money.ts';

/** One thing that two events of the same subject say differently. */
export interface Difference {
  /** In our own terms, as `groups 1 lines 2 listPrice`: lists are told by a line's id, or by their places from 1. */
  readonly path: string;
  /** What each says, as far as it is no person's data: amounts, quantities, statuses; else null. */
  readonly before: string | null;
  readonly now: string | null;
}

/** Words that are no person's data. */
const WORDS: ReadonlySet<string> = new Set(['status', 'currency', 'type', 'orderedAt', 'refundedAt', 'shipping']);

/** What follows from the rest: it says nothing of its own. */
const DERIVED: ReadonlySet<string> = new Set(['priced']);

/** What two events of the same type and subject say differently, as they are read: spelling and ignored fields are none of it. */
export function differencesBetween(before: object, now: object): Difference[] {
  return compare(said(before), said(now), []);
}

/**
 * A SHA-256 in hex of all that an event says, as it is read: two of the same type that have it in common have no differences. Who has it can
 * see whether a guess at all of that is right, and no more.
 */
export function hashOfSaid(event: object): string {
  return hash('sha256', canonicalJson(comparable(said(event))));
}

function comparable(value: unknown): unknown {
  if (isAmount(value)) return plainText(value);
  if (Array.isArray(value)) return comparable(keyed(value));
  if (!isRecord(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, comparable(member)]));
}

function said(event: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !DERIVED.has(name)));
}

function compare(before: unknown, now: unknown, place: readonly string[]): Difference[] {
  if (isAmount(before) && isAmount(now)) {
    return before.equals(now) ? [] : [{ path: place.join(' '), before: plainText(before), now: plainText(now) }];
  }
  if (isRecord(before) && isRecord(now)) {
    const names = new Set([...Object.keys(before), ...Object.keys(now)]);
    return [...names].flatMap((name) => compare(before[name], now[name], [...place, name]));
  }
  if (Array.isArray(before) && Array.isArray(now)) return compare(keyed(before), keyed(now), place);
  if (before === now) return [];
  const shown = WORDS.has(place.at(-1) ?? '');
  return [{ path: place.join(' '), before: textOf(before, shown), now: textOf(now, shown) }];
}

// Lines by their ids, so that one that was put in first does not make all others differ; their order is no difference.
function keyed(list: readonly unknown[]): Readonly<Record<string, unknown>> {
  const entries = list.map((item, index): [string, unknown] => {
    const place = String(index + 1);
    return isRecord(item) && typeof item.lineId === 'string' ? [item.lineId, item] : [place, item];
  });
  return Object.fromEntries(entries);
}

function textOf(value: unknown, shown: boolean): string | null {
  if (value === undefined || value === null) return 'nothing';
  if (isAmount(value)) return plainText(value);
  return shown && (typeof value === 'string' || typeof value === 'boolean') ? String(value) : null;
}

function isAmount(value: unknown): value is Decimal {
  return value instanceof Decimal;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isAmount(value);
}
