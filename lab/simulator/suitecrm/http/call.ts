import type { IncomingHttpHeaders } from 'node:http';
import { type PhpMap, parsePhpQuery, phpMapToObject } from '../php-query.ts';

/** One HTTP request, read whole. */
export interface SimulatedCall {
  readonly method: string;
  /** Path without query: doubled slashes and `index.php` taken out. */
  readonly path: string;
  readonly query: PhpMap;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body; undefined where PHP would see none (no body, not JSON, or a media type it does not read). */
  readonly body: unknown;
}

/** Reads what PHP and Slim would make of a request. */
export function parseCall(method: string, url: string, headers: IncomingHttpHeaders, body: string): SimulatedCall {
  const question = url.indexOf('?');
  const rawPath = question === -1 ? url : url.slice(0, question);
  return {
    method,
    path: rawPath.replace(/\/{2,}/g, '/').replace(/^\/Api\/index\.php\//, '/Api/'),
    query: parsePhpQuery(question === -1 ? '' : url.slice(question + 1)),
    headers,
    body: parseBody(headers['content-type'] ?? '', body),
  };
}

function parseBody(contentType: string, body: string): unknown {
  const mediaType = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (mediaType === 'application/x-www-form-urlencoded') {
    return phpMapToObject(parsePhpQuery(body));
  }
  if (mediaType !== 'application/json' && !mediaType.endsWith('+json')) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(body);
    return value;
  } catch {
    return undefined;
  }
}

/** A JSON object, as opposed to a list, a scalar or nothing. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
