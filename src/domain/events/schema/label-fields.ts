import { isCalendarDate } from '../../dates.ts';
import { JsonNumber, MAX_NUMBER_LENGTH } from '../../json-number.ts';
import { label, type ReadLabel } from './label.ts';

/** Characters that are kept of a text. */
export const MAX_TEXT = 65_536;
/** Items that are kept of a list of words. */
const MAX_WORDS = 100;

const TEXT = { type: ['string', 'null'], maxLength: MAX_TEXT };

/** Text that describes: trimmed; a number is taken by its digits. */
export const LabelText = label<string>(TEXT, readText);

/** One of several words, written as here; any other is left out. */
export function labelChoice<const Words extends readonly string[]>(words: Words) {
  return label<Words[number]>({ enum: [...words, null] }, (value) => {
    const word = words.find((known) => known.toLowerCase() === String(value).trim().toLowerCase());
    return word === undefined ? lost(`is none of ${words.join(', ')} and was left out`) : { value: word };
  });
}

/** `true` or `false`, in any of the spellings that shops use. */
export const LabelBoolean = label<boolean>({ type: ['boolean', 'null'] }, (value) => {
  if (typeof value === 'boolean') return { value };
  const word = value instanceof JsonNumber ? value.plain : String(value).trim().toLowerCase();
  if (['1', 'true', 'yes'].includes(word)) return { value: true };
  if (['0', 'false', 'no'].includes(word)) return { value: false };
  return lost('is neither true nor false and was left out');
});

const DATE_BEFORE_MIDNIGHT = /^(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** A day of the calendar, `YYYY-MM-DD`, or its midnight; placeholders such as `0000-00-00` are left out. */
export const LabelDate = label<string>({ type: ['string', 'null'], format: 'date' }, (value) => {
  const date = typeof value === 'string' ? DATE_BEFORE_MIDNIGHT.exec(value.trim().slice(0, 50))?.[1] : undefined;
  return date !== undefined && isCalendarDate(date)
    ? { value: date }
    : lost('is no date of the calendar such as 1990-10-06 and was left out');
});

/** Several words; one alone may stand without a list. */
export const LabelWords = label<string[]>({ type: ['array', 'null'], items: { type: 'string' } }, (value) => {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const words = list.slice(0, MAX_WORDS).map(textOf);
  const kept = words.flatMap((word) => (word === null || word === '' ? [] : [word]));
  const whole = list.length <= MAX_WORDS && !words.includes(null);
  return whole ? { value: kept } : { value: kept, loss: 'was taken without what is no word in it' };
});

/** The lines of a street. A CRM has room for three: what stands beyond them is joined to the third. */
export const LabelStreet = label<string[]>({ type: ['array', 'null'], items: { type: 'string' } }, (value) => {
  const list: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/\r?\n/) : [value];
  const texts = list.slice(0, MAX_WORDS).map(textOf);
  const lines = texts.flatMap((text) => (text === null || text === '' ? [] : [text]));
  const [first, second, ...rest] = lines;
  const kept = [first, second, rest.join(', ')].flatMap((line) => (line === undefined || line === '' ? [] : [line]));
  if (list.length > MAX_WORDS || texts.includes(null))
    return { value: kept, loss: 'was taken without what is no line' };
  return rest.length > 1 ? { value: kept, loss: `has ${lines.length} lines, joined to three` } : { value: kept };
});

/** The text of a value, trimmed and as a database can hold it; null where it is none. */
function textOf(value: unknown): string | null {
  if (value instanceof JsonNumber) return value.source.length <= MAX_NUMBER_LENGTH ? value.source : null;
  return typeof value === 'string' ? storable(value.slice(0, MAX_TEXT)).trim() : null;
}

function readText(value: unknown): ReadLabel<string> {
  const text = textOf(value);
  if (text === null) return lost('is no text and was left out');
  const kept = text === '' ? null : text;
  if (typeof value !== 'string') return { value: kept };
  if (value.length > MAX_TEXT) return { value: kept, loss: `was cut to ${MAX_TEXT} characters` };
  return storable(value) === value ? { value: kept } : { value: kept, loss: 'holds characters that cannot be kept' };
}

// U+0000 and half of a surrogate pair: JSON allows both as escapes, and PostgreSQL can hold neither.
function storable(text: string): string {
  return text.includes('\u0000') || !text.isWellFormed() ? text.toWellFormed().replaceAll('\u0000', '\uFFFD') : text;
}

function lost(loss: string): { readonly value: null; readonly loss: string } {
  return { value: null, loss };
}
