import { readInstant } from '../../domain/dates.ts';
import { WrongUsage } from '../errors.ts';

/** An instant as `2026-01-31 14:05:09` where the reader is; anything else as it stands. */
export function shortTime(instant: string | null, timeZone: string | undefined): string {
  if (instant === null) return '';
  const known = readInstant(instant);
  if (known === null) return instant;
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone }).format(
    new Date(known),
  );
}

/** How long something took, such as `12 ms` or `3.4 s`; empty while it goes on. */
export function duration(from: string | null, to: string | null): string {
  if (from === null || to === null) return '';
  const [begun, ended] = [readInstant(from), readInstant(to)];
  if (begun === null || ended === null) return '';
  const ms = new Date(ended).getTime() - new Date(begun).getTime();
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** How long something has waited, such as `12 s`, `34 min` or `5 h 10 min`; `seconds`: 0 or more. */
export function age(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const AGO = /^(\d{1,6})([mhd])$/;
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A date, with a time or without, that has no offset. */
const HERE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?$/i;

/**
 * An instant as a person gives it, as ISO 8601 in UTC: `2026-01-31`, `2026-01-31T14:05` (both where the machine is), with an
 * offset, or `90m`, `6h`, `2d` ago. A day that is in no calendar is refused, not taken for one of the next month.
 */
export function readWhen(option: string, text: string | undefined, now: Date): string | undefined {
  if (text === undefined) return undefined;
  const instant = readAgo(text, now) ?? readInstant(text) ?? readHere(text);
  if (instant !== null) return instant;
  const forms = 'a date that exists, such as 2026-01-31, or with a time, 2026-01-31T14:05, or a while ago, such as 6h';
  throw new WrongUsage(`--${option} must be ${forms}; not "${text}"`);
}

function readAgo(text: string, now: Date): string | null {
  const [, count, unit = ''] = AGO.exec(text) ?? [];
  if (count === undefined) return null;
  const instant = new Date(now.getTime() - Number(count) * (UNIT_MS[unit] ?? 0));
  // The service knows no instants before its era.
  return instant.getTime() < 0 ? null : instant.toISOString();
}

/** When the clocks of this machine show a date and a time. */
function readHere(text: string): string | null {
  const [, date, time = '00:00'] = HERE.exec(text) ?? [];
  const written = readInstant(`${date}T${time}Z`);
  if (written === null) return null;
  const shown = new Date(written);
  const day = [shown.getUTCFullYear(), shown.getUTCMonth(), shown.getUTCDate()] as const;
  const clock = [
    shown.getUTCHours(),
    shown.getUTCMinutes(),
    shown.getUTCSeconds(),
    shown.getUTCMilliseconds(),
  ] as const;
  return new Date(...day, ...clock).toISOString();
}
