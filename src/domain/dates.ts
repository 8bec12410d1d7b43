const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * The beginning, at 00:00 UTC, of a day written `YYYY-MM-DD`; null for a text that is no day of the calendar. Text from outside is
 * read here and by `readInstant` alone: `Date` by itself takes 31 February for 3 March.
 */
export function readDay(text: string): Date | null {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined || !isDay(Number(year), Number(month), Number(day))) return null;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** In the Gregorian calendar; months from 1. */
function isDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

/** Whether a text is a day of the calendar, written `YYYY-MM-DD`: not `2021-02-29`. */
export function isCalendarDate(text: string): boolean {
  return readDay(text) !== null;
}

const INSTANT =
  /^(\d{4}-\d{2}-\d{2}|\d{8})[Tt ]([01]\d|2[0-3]):?([0-5]\d)(?::?([0-5]\d)(?:[.,](\d{1,20}))?)? ?([Zz]|UTC|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)$/;

/**
 * Reads a date-time with an offset in the usual forms of ISO 8601, as `2020-12-16T09:00:00Z` in UTC and to the millisecond: `+0800` and
 * `+08` for the offset, a blank for the `T`, no seconds, no separators. Null for any other text, a day that no calendar has, and a year
 * outside 1970 to 2100.
 */
export function readInstant(text: string): string | null {
  return read(text)?.toMilliseconds ?? null;
}

/**
 * The same to the microsecond and always of one length, as `2020-12-16T09:00:00.000000Z`, so that two of them compare as texts: which
 * of two updates came first may hang on less than a millisecond. What is finer is cut.
 */
export function readExactInstant(text: string): string | null {
  const instant = read(text);
  return instant === null ? null : instant.toMilliseconds.replace('Z', `${instant.microseconds}Z`);
}

/** An instant in UTC to the millisecond, and the three digits behind it. */
function read(text: string): { readonly toMilliseconds: string; readonly microseconds: string } | null {
  const match = INSTANT.exec(text);
  if (match === null) return null;
  const [, day = '', hour, minute, second = '00', fraction = '', , sign, zoneHour = '00', zoneMinute = '00'] = match;
  const date = day.length === 8 ? `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}` : day;
  const year = Number(date.slice(0, 4));
  if (!isCalendarDate(date) || year < 1970 || year > 2100) return null;
  const digits = fraction.slice(0, 6).padEnd(6, '0');
  const local = `${date}T${hour}:${minute}:${second}.${digits.slice(0, 3)}`;
  const isUtc = sign === undefined;
  return {
    toMilliseconds: isUtc ? `${local}Z` : new Date(`${local}${sign}${zoneHour}:${zoneMinute}`).toISOString(),
    microseconds: digits.slice(3),
  };
}

/** Whether a name is a time zone of the IANA database, in any case; bare offsets such as `+08:00` are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatter(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * The date, `YYYY-MM-DD`, that the calendar shows in a time zone at an instant.
 * @param instantIso RFC 3339 with an offset, such as `2020-12-16T23:30:00Z`.
 * @param timeZone IANA name, such as `Asia/Taipei`.
 * @throws {RangeError} for anything else.
 */
export function dateInZone(instantIso: string, timeZone: string): string {
  const instant = readInstant(instantIso);
  if (instant === null) throw new RangeError(`${instantIso} is no instant`);
  const parts = formatter(timeZone).formatToParts(new Date(instant));
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
}
