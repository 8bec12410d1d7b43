import { JsonNumber } from '../../json-number.ts';

/** The document without these members of the object at a place of it; lists on the way are gone through. Anything else stays as it is. */
export function omitFields(document: unknown, place: readonly string[], names: readonly string[]): unknown {
  if (Array.isArray(document)) return document.map((item) => omitFields(item, place, names));
  if (!isObject(document)) return document;
  const [next, ...rest] = place;
  if (next === undefined) {
    return Object.fromEntries(Object.entries(document).filter(([name]) => !names.includes(name)));
  }
  return Object.hasOwn(document, next) ? { ...document, [next]: omitFields(document[next], rest, names) } : document;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !(value instanceof JsonNumber);
}
