import { Decimal } from 'decimal.js';
import type { CrmOptions } from '../crm.ts';
import type { Field } from '../modules/field.ts';
import { purify } from './purify.ts';

const dateFormat = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const datetimeFormat = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;
const noDate = '0000-00-00';
const trimmed = new Set(['varchar', 'name']);

/** PHP's float to text keeps 14 significant digits. */
const phpDigits = 14;

/** What of the simulated server changes a value on its way into the database. */
export type CastOptions = Pick<CrmOptions, 'charset' | 'release'>;

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
      return castDate(sent, crm);
    case 'datetime':
    case 'datetimecombo':
      return datetimeFormat.test(sent) && isDay(sent.slice(0, 10)) ? sent : '';
    case 'int':
      return sent.trim() === '' ? '' : String(Number.parseInt(sent, 10) || 0);
    case 'currency':
    case 'decimal':
      return sent === '' ? '' : formatAmount(parseAmount(sent), field.scale);
    case 'float':
      return sent === '' ? (field.default ?? '') : castFloat(sent, field);
    case 'double':
      return sent === '' ? '' : String(parseAmount(sent));
    default:
      return castText(field, sent, crm);
  }
}

/** A number as SuiteCRM reads it with `,` as thousands and `.` as decimal separator; `abc` is 0, `NT$5` is 5. */
export function parseAmount(text: string): number {
  const number = Number.parseFloat(text.replaceAll(',', '').replace(/^[^\d.+-]+/, ''));
  return Number.isFinite(number) ? Number(number.toPrecision(phpDigits)) : 0;
}

/** A number as a decimal column shows it, rounded half up from the 14 digits PHP hands to the database. */
export function formatAmount(amount: number, scale = 0): string {
  return new Decimal(amount.toPrecision(phpDigits)).toFixed(scale);
}

function phpText(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(phpDigits))) : String(value);
}

function castDate(text: string, { release }: CastOptions): string {
  const [, year, month = '', day = ''] = dateFormat.exec(text) ?? [];
  if (year === undefined || (release === '7.14' && text.length !== noDate.length)) {
    return '';
  }
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(date) ? date : noDate;
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function castFloat(text: string, field: Field): string {
  const limit = field.limit ?? Number.MAX_SAFE_INTEGER;
  const number = Math.min(Math.max(parseAmount(text), -limit), limit);
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
