import { JsonNumber } from './json-number.ts';

/**
 * One text for all spellings of a JSON value: keys sorted by code unit, no white space, numbers in their one spelling
 * (`1.0` is `1`, and never equal to the text `"1"`). Takes what `readJson` gives, which bounds its depth; used to hash content.
 */
export function canonicalJson(value: unknown): string {
  if (value instanceof JsonNumber) return value.plain;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isObject(value)) {
    const members = Object.keys(value).sort();
    return `{${members.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
