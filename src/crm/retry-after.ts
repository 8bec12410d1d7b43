import { parseHttpDate } from '../domain/http-date.ts';

const MAX_LENGTH = 100;
const MAX_MS = 86_400_000;

/**
 * What a Retry-After header asks for, in milliseconds from `now` (Unix time in milliseconds): a number of seconds or an
 * HTTP date (RFC 9110 §10.2.3). Null when it is absent or unreadable; 0 for a date that has passed; at most a day.
 */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? '';
  if (text.length > MAX_LENGTH) return null;
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, MAX_MS);
  const date = parseHttpDate(text);
  return date === null ? null : Math.min(Math.max(0, date.getTime() - now), MAX_MS);
}
