import { JsonNumber } from './json-number.ts';

/**
 * One text for all spellings of a JSON value: keys sorted by code unit, no white space, numbers in plain decimal form
 * (`1.0` is `1`, and never equal to the text `"1"`). Takes what `readJson` gives; used to hash content.
 */
export function canonicalJson(value: unknown): string {
  if (value instanceof JsonNumber) return value.plain;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
