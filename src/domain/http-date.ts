import { readDay } from './dates.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TIME = '(?<time>(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d)';
/** The form that is written, and the two obsolete ones that are still to be read (RFC 9110 §5.6.7); all are in GMT. */
const FORMS: readonly RegExp[] = [
  new RegExp(`^[A-Z][a-z]{2}, (?<day>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) ${TIME} GMT$`),
  new RegExp(`^[A-Z][a-z]{5,8}, (?<day>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) ${TIME} GMT$`),
  new RegExp(`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`),
];

/** The instant that an HTTP header such as `Date` or `Retry-After` names; null for a text that is none. Years of two digits are of this century. */
export function parseHttpDate(text: string): Date | null {
  for (const form of FORMS) {
    const { day = '', month = '', year = '', time = '' } = form.exec(text)?.groups ?? {};
    const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
    const date = `${year.padStart(4, '20')}-${number}-${day.trim().padStart(2, '0')}`;
    if (readDay(date) !== null) return new Date(`${date}T${time}Z`);
  }
  return null;
}
