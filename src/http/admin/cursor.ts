import { createHash } from 'node:crypto';
import { RequestInvalid } from './request-invalid.ts';

/** A place in a list: all after it come on the next page. It holds for one query only. */
export function makeCursor(query: object, after: bigint): string {
  return Buffer.from(`${after}.${fingerprint(query)}`).toString('base64url');
}

/** The place that a cursor names. Throws `RequestInvalid` for one of another query, or none at all. */
export function readCursor(cursor: string | undefined, query: object): bigint | null {
  if (cursor === undefined) return null;
  const [, after, print] = /^(\d{1,18})\.([\w-]+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (after !== undefined && print === fingerprint(query)) return BigInt(after);
  const message = 'Must be the next_cursor of the page before, with the same filters.';
  throw new RequestInvalid([{ path: '/cursor', message }]);
}

function fingerprint(query: object): string {
  return createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 16);
}
