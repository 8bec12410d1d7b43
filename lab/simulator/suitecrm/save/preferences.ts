/** The release that is simulated. */
export type Release = '7.14' | '7.15';

/** How the user behind the API writes numbers, days and times: texts of a request are read in that way too. */
export interface Preferences {
  /** In PHP's letters, of `d`, `m` and `Y`. */
  readonly dateFormat: string;
  /** In PHP's letters, of `H`, `h`, `i` and `a`. */
  readonly timeFormat: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly thousands: string;
  readonly decimal: string;
}

/** As the users of the recorded servers had them: that of 7.14 those of an installation, in UTC. */
export function preferencesOf(release: Release, set: Partial<Preferences> = {}): Preferences {
  const dateFormat = release === '7.14' ? 'm/d/Y' : 'Y-m-d';
  return { dateFormat, timeFormat: 'H:i', timeZone: 'UTC', thousands: ',', decimal: '.', ...set };
}

/** A day in the user's format as the database writes it; undefined for anything else. */
export function dayFromUser(text: string, { dateFormat }: Preferences): string | undefined {
  const parts = parse(text, dateFormat);
  return parts === undefined ? undefined : `${parts.Y}-${two(parts.m)}-${two(parts.d)}`;
}

/** A time in the user's format and zone as the database writes it, in UTC; undefined for anything else. */
export function timeFromUser(text: string, preferences: Preferences): string | undefined {
  const { dateFormat, timeFormat, timeZone } = preferences;
  const parts = parse(text, `${dateFormat} ${timeFormat}`);
  if (parts === undefined) return undefined;
  const { Y, m, d, H, h, i, a } = parts;
  const hour = H ?? String((Number(h) % 12) + (a?.toLowerCase() === 'pm' ? 12 : 0));
  const wall = new Date(`${Y}-${two(m)}-${two(d)}T${two(hour)}:${two(i)}:00Z`);
  if (Number.isNaN(wall.getTime())) return undefined;
  return databaseText(new Date(2 * wall.getTime() - Date.parse(`${wallClock(wall, timeZone)}Z`)));
}

/** The user's day at an instant. */
export function userDay(now: Date, { timeZone }: Preferences): string {
  return wallClock(now, timeZone).slice(0, 10);
}

const DIGITS: Readonly<Record<string, string>> = {
  Y: '\\d{4}',
  m: '\\d{1,2}',
  d: '\\d{1,2}',
  H: '\\d{1,2}',
  h: '\\d{1,2}',
  i: '\\d{2}',
  a: '[ap]m',
};

function parse(text: string, format: string): Readonly<Record<string, string | undefined>> | undefined {
  const pattern = format.replace(/[^ ]/g, (letter) =>
    letter in DIGITS ? `(?<${letter}>${DIGITS[letter]})` : `\\${letter}`,
  );
  return new RegExp(`^${pattern}$`, 'i').exec(text)?.groups;
}

function two(digits = ''): string {
  return digits.padStart(2, '0');
}

function wallClock(instant: Date, timeZone: string): string {
  return instant.toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');
}

function databaseText(instant: Date): string {
  return instant.toISOString().slice(0, 19).replace('T', ' ');
}
