import { createHash } from 'node:crypto';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { findUnstorableText } from '../../domain/unstorable-text.ts';
import { RequestInvalid } from './request-invalid.ts';

const Parts = Compile(Type.Array(Type.String()));

/** A place in a list, in the parts that tell it from all others: what is after it comes on the next page. It holds for one query only. */
export function makeCursor(query: object, place: readonly string[]): string {
  return Buffer.from(JSON.stringify([fingerprint(query), ...place])).toString('base64url');
}

/**
 * The place that a cursor names; null = none is given. `read` makes it of its parts, null = they are no place. Throws `RequestInvalid` for a
 * cursor of another query, or none at all.
 */
export function readCursor<Place>(
  cursor: string | undefined,
  query: object,
  read: (parts: readonly string[]) => Place | null,
): Place | null {
  if (cursor === undefined) return null;
  const [print, ...parts] = partsOf(cursor);
  const place = print === fingerprint(query) ? read(parts) : null;
  if (place !== null) return place;
  const message = 'Must be the next_cursor of the page before, with the same filters.';
  throw new RequestInvalid([{ path: '/cursor', message }]);
}

/** A whole number in a cursor, as the database counts its rows. */
export function readCount(part = ''): bigint | null {
  return /^\d{1,18}$/.test(part) ? BigInt(part) : null;
}

/** An instant in a cursor, by its Unix time in milliseconds. */
export function readMoment(part = ''): Date | null {
  return /^(?:\d{1,14}|-\d{1,13})$/.test(part) ? new Date(Number(part)) : null;
}

function partsOf(cursor: string): readonly string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Parts.Check(parts) && findUnstorableText(parts).length === 0 ? parts : [];
  } catch {
    return [];
  }
}

function fingerprint(query: object): string {
  return createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 16);
}
