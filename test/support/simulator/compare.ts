import { property } from './api.ts';
import type { Recording } from './recordings.ts';

const recordedDay = /^2026-11-2[126]T\d\d:\d\d:\d\d\+08:00$/;

/**
 * A body in a form in which a recorded and a simulated one must be equal, order of keys included. Only what cannot be
 * equal is replaced: times of the save, the invoices' number, ids the server chose, tokens, and the host's name.
 */
export function canonicalBody(recording: Recording, json: unknown, text: string): string {
  if (json === undefined || json === null) {
    return steadyText(recording, text);
  }
  const vardefs = fieldTypes(json);
  if (vardefs !== undefined) {
    return JSON.stringify(vardefs, null, 1);
  }
  const ordered = sortedLists(recording, json);
  const chosen = serverChosenId(recording, ordered);
  const steady = JSON.stringify(ordered, replaceVolatile, 1);
  return chosen === undefined ? steady : steady.replaceAll(chosen, '<id>');
}

/** The headers that matter to a client. */
export function canonicalHeaders(headers: Readonly<Record<string, string | string[] | undefined>>) {
  const { accept, allow } = headers;
  const contentType = headers['content-type'];
  const cacheControl = headers['cache-control'];
  return { accept, allow, contentType, cacheControl, closes: headers.connection === 'close' };
}

function replaceVolatile(this: unknown, key: string, value: unknown): unknown {
  if (typeof value !== 'string') {
    return value;
  }
  if (recordedDay.test(value)) {
    return '<time of the save>';
  }
  if (key === 'number' && isInvoice(this)) {
    return '<number>';
  }
  return key === 'access_token' || key === 'refresh_token' ? '<token>' : value;
}

/** A body that is not JSON as a whole, with the same replacements. */
function steadyText(recording: Recording, text: string): string {
  const steady = text
    .replace(/127\.0\.0\.1:\d+/g, '<host>')
    .replace(/"2026-11-21T\d\d:\d\d:\d\d/g, '"<time of the save>');
  const id = sendsNoId(recording) ? /"id": "([^"]+)"/.exec(text)?.[1] : undefined;
  return id === undefined ? steady : steady.replaceAll(id, '<id>');
}

/** Of the field list only the kinds of the fields are simulated. */
function fieldTypes(json: unknown): unknown {
  if (property(json, 'data', 'type') !== 'fields') {
    return undefined;
  }
  const fields = Object.entries(Object(property(json, 'data', 'attributes')));
  return fields.map(([name, field]) => [
    name,
    ...['type', 'dbType', 'source'].map((key) => property(field, key) ?? null),
  ]);
}

function sendsNoId({ request: { method, path, body } }: Recording): boolean {
  return method === 'POST' && path === '/Api/V8/module' && !JSON.stringify(body).includes('"id":');
}

/** Only invoices have both a number and a quote number. */
function isInvoice(attributes: unknown): boolean {
  return typeof attributes === 'object' && attributes !== null && 'quote_number' in attributes;
}

/** Without `sort` the database is free to order the rows of a join as it likes. */
function sortedLists(recording: Recording, json: unknown): unknown {
  const data = property(json, 'data');
  if (!Array.isArray(data) || recording.request.path.includes('sort=')) {
    return json;
  }
  const id = (item: unknown): string =>
    String(typeof item === 'object' && item !== null ? Reflect.get(item, 'id') : '');
  return { ...Object(json), data: [...data].sort((a, b) => (id(a) < id(b) ? -1 : 1)) };
}

function serverChosenId(recording: Recording, json: unknown): string | undefined {
  const id = sendsNoId(recording) ? property(json, 'data', 'id') : undefined;
  return typeof id === 'string' ? id : undefined;
}
