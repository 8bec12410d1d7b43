const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Whether a text is a day of the calendar, written `YYYY-MM-DD`: not `2021-02-29`. */
export function isCalendarDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.toISOString().slice(0, 10) === text;
}

/** Whether a text is a date-time with an offset (RFC 3339) that exists, in the years 1970 to 2100. */
export function isInstant(text: string): boolean {
  const date = DATE_TIME.exec(text)?.[1];
  if (date === undefined || !isCalendarDate(date)) return false;
  const year = Number(date.slice(0, 4));
  return year >= 1970 && year <= 2100;
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
  const parts = formatter(timeZone).formatToParts(new Date(instantIso));
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
