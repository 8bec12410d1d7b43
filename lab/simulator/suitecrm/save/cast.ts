import { Decimal } from 'decimal.js';
import type { CrmOptions } from '../crm.ts';
import type { Field } from '../modules/field.ts';
import { dayFromUser, type Preferences, timeFromUser } from './preferences.ts';
import { purify } from './purify.ts';

const dateFormat = /^\d{4}-\d{2}-\d{2}$/;
const datetimeFormat = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;
const noDate = '0000-00-00';
const trimmed = new Set(['varchar', 'name']);

/** PHP's float to text keeps 14 significant digits. */
const phpDigits = 14;

/** What of the simulated server changes a value on its way into the database. */
export type CastOptions = Pick<CrmOptions, 'charset' | 'release' | 'preferences'>;

/**
 * The text a column will hold for a value of a request. Nothing is refused: what does not fit is cut, emptied or
 * turned to 0, as SuiteCRM does without a word.
 */
export function castValue(field: Field, value: unknown, crm: CastOptions): string {
  if (value === null || value === undefined) {
    return '';
  }
  const sent = value === true ? '1' : value === false ? '' : phpText(value);
  switch (field.type) {
    case 'bool':
      return ['1', 'on', 'true', 'yes'].includes(sent.toLowerCase()) ? '1' : '0';
    case 'date':
      return castDate(sent, crm.preferences);
    case 'datetime':
    case 'datetimecombo':
      return castTime(sent, crm.preferences);
    case 'int':
      return sent.trim() === '' ? '' : String(Number.parseInt(sent, 10) || 0);
    case 'currency':
    case 'decimal':
      return sent === '' ? '' : formatAmount(amountOf(value, sent, crm), field.scale);
    case 'float':
      return sent === '' ? (field.default ?? '') : castFloat(amountOf(value, sent, crm), field);
    case 'double':
      return sent === '' ? '' : String(amountOf(value, sent, crm));
    default:
      return castText(field, sent, crm);
  }
}

/** A JSON number is what it is; a text is read with the user's separators. */
function amountOf(value: unknown, text: string, { preferences }: CastOptions): number {
  return typeof value === 'number'
    ? parseAmount(text, ',', '.')
    : parseAmount(text, preferences.thousands, preferences.decimal);
}

/** A number as SuiteCRM reads it; `abc` is 0, `NT$5` is 5. */
function parseAmount(text: string, thousands: string, decimal: string): number {
  const plain = text.replaceAll(thousands, '').replace(decimal, '.');
  const number = Number.parseFloat(plain.replace(/^[^\d.+-]+/, ''));
  return Number.isFinite(number) ? Number(number.toPrecision(phpDigits)) : 0;
}

/** A number as a decimal column shows it, rounded half up from the 14 digits PHP hands to the database. */
export function formatAmount(amount: number, scale = 0): string {
  return new Decimal(amount.toPrecision(phpDigits)).toFixed(scale);
}

function phpText(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(phpDigits))) : String(value);
}

function castDate(text: string, preferences: Preferences): string {
  const date = dateFormat.test(text) ? text : dayFromUser(text, preferences);
  if (date === undefined) {
    return '';
  }
  return isDay(date) ? date : noDate;
}

/** A text in the database's own format is taken for UTC, one in the user's for the user's zone. */
function castTime(text: string, preferences: Preferences): string {
  const time = datetimeFormat.test(text) ? text : timeFromUser(text, preferences);
  return time !== undefined && isDay(time.slice(0, 10)) ? time : '';
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function castFloat(amount: number, field: Field): string {
  const limit = field.limit ?? Number.MAX_SAFE_INTEGER;
  const number = Math.min(Math.max(amount, -limit), limit);
  return Math.fround(number).toFixed(field.scale ?? 0);
}

function castText(field: Field, sent: string, { charset, release }: CastOptions): string {
  const isTrimmed = trimmed.has(field.type);
  let text = field.type === 'url' ? sent : purify(isTrimmed ? sent.trim() : sent);
  if (isTrimmed && release === '7.15') {
    text = text.trim();
  }
  if (field.source === 'custom_fields') {
    text = text.replaceAll('&', '&amp;');
  }
  if (charset === 'utf8mb3') {
    text = text.replace(/[\u{10000}-\u{10ffff}]/gu, '????');
  }
  const { length } = field;
  return length === undefined || text.length <= length ? text : [...text].slice(0, length).join('');
}
