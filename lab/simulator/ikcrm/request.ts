import type { IncomingHttpHeaders } from 'node:http';
import { JsonError, readJson } from '../../../src/domain/json.ts';
import { JsonNumber } from '../../../src/domain/json-number.ts';
import type { RequestHead } from '../frame/simulated-api.ts';

/** The members of an object that was read. */
export type Fields = Readonly<Record<string, unknown>>;

/** One HTTP request, read whole, as Rails would see its parameters. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  /** Query and body together; brackets in names are taken apart. Numbers of a JSON body are `JsonNumber`s. */
  readonly parameters: Fields;
  readonly headers: IncomingHttpHeaders;
}

/** Reads the parameters from query and body, JSON or a form. */
export function parseRequest({ method, url, headers }: RequestHead, body: Buffer): ApiRequest {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const parameters = { ...nested(searchParams), ...readBody(headers['content-type'] ?? '', body) };
  return { method, path: pathname, parameters, headers };
}

function readBody(contentType: string, body: Buffer): Fields {
  if (contentType.startsWith('application/x-www-form-urlencoded')) return nested(new URLSearchParams(body.toString()));
  if (body.length === 0) return {};
  try {
    const value = readJson(body);
    return isFields(value) ? value : {};
  } catch (error) {
    if (error instanceof JsonError) return {};
    throw error;
  }
}

/** `a[b][0][c]=1` → `{a: {b: {0: {c: '1'}}}}`. */
function nested(pairs: URLSearchParams): Fields {
  const root = new Map<string, unknown>();
  for (const [name, value] of pairs) {
    const keys = name.split(/\]?\[|\]/).filter((key) => key !== '');
    const last = keys.pop() ?? name;
    let at = root;
    for (const key of keys) {
      const below = at.get(key);
      const next = below instanceof Map ? below : new Map<string, unknown>();
      at.set(key, next);
      at = next;
    }
    at.set(last, value);
  }
  return plain(root);
}

function plain(map: Map<string, unknown>): Fields {
  return Object.fromEntries([...map].map(([key, value]) => [key, value instanceof Map ? plain(value) : value]));
}

/** An object with members, as opposed to a list, a scalar or nothing. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}

/** A parameter as text; undefined where there is none. */
export function textOf(value: unknown): string | undefined {
  if (value instanceof JsonNumber) return value.plain;
  return typeof value === 'string' ? value : undefined;
}

/** What a journal keeps of the parameters: numbers as their text. */
export function readableParameters(value: unknown): unknown {
  if (value instanceof JsonNumber) return value.source;
  if (Array.isArray(value)) return value.map(readableParameters);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, readableParameters(member)]));
}
