import { JsonNumber } from '../json-number.ts';
import { MAX_LINES } from './order-schema.ts';

/**
 * The document with every list cut behind the first item that is one too many for any list of an event: what names the faults
 * need not go through the rest to say so. Takes what `readJson` gives, which bounds its depth.
 */
export function withShortLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, MAX_LINES + 1).map(withShortLists);
  if (!isObject(value)) return value;
  let copy: Record<string, unknown> | null = null;
  for (const key of Object.keys(value)) {
    const member = value[key];
    const short = withShortLists(member);
    if (short === member) continue;
    copy ??= { ...value };
    copy[key] = short;
  }
  return copy ?? value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !(value instanceof JsonNumber);
}
