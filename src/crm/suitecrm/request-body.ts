import type { Attributes, AttributeValue } from './types.ts';

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/**
 * `{data: {type, id, attributes}}` of a create or update. Amounts become JSON numbers with exactly their digits: as text
 * they would be read with the API user's own separators. Throws a TypeError for an amount that is no plain decimal, and
 * for an attribute `id`, which would overwrite the record of that id.
 */
export function recordBody(module: string, id: string, attributes: Attributes): string {
  if (Object.hasOwn(attributes, 'id')) throw new TypeError('An attribute named id would overwrite another record.');
  const entries = Object.entries(attributes).map(([name, value]) => [name, jsonValue(name, value)] as const);
  return JSON.stringify({ data: { type: module, id, attributes: Object.fromEntries(entries) } });
}

function jsonValue(name: string, value: AttributeValue): unknown {
  if (typeof value === 'string') return value;
  if (!JSON_NUMBER.test(value.number)) throw new TypeError(`The amount of ${name} is no plain decimal number.`);
  return JSON.rawJSON(value.number);
}

/** `{data: {type, id}}` of a relationship. */
export function relationBody(relatedModule: string, relatedId: string): string {
  return JSON.stringify({ data: { type: relatedModule, id: relatedId } });
}
