import Type from 'typebox';
import { readInstant } from '../../domain/dates.ts';
import { type DecimalInput, decimalProblem, toDecimal } from '../../domain/events/schema/decimal-field.ts';
import { JsonNumber } from '../../domain/json-number.ts';
import { type Decimal, ZERO } from '../../domain/money.ts';
import { decodeEntities } from './entities.ts';

// What WooCommerce sends is read leniently: plug-ins write numbers as texts and texts as numbers, and leave fields out.

const WHOLE = /^\d{1,20}$/;
const ID_SENTENCE = 'Must be a whole number of up to 20 digits.';
const INSTANT_SENTENCE = 'Must be a date-time such as "2025-12-21T11:40:25".';

function isId(value: unknown): boolean {
  return WHOLE.test(plainOf(value));
}

function isAmount(value: unknown): boolean {
  return isBlank(value) || decimalProblem(value, {}) === null;
}

function isGmt(value: unknown): boolean {
  return isBlank(value) || (typeof value === 'string' && readInstant(withZone(value)) !== null);
}

function isBlank(value: unknown): value is null | undefined | '' {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

function plainOf(value: unknown): string {
  if (value instanceof JsonNumber) return value.plain;
  return typeof value === 'string' ? value : '';
}

/** The id of something: a number, in any case text for us. */
export const WooId = Type.Refine(Type.Unsafe<DecimalInput>({}), isId, () => ID_SENTENCE);

/** The same where 0 and nothing stand for none. */
export const OptionalWooId = Type.Optional(
  Type.Refine(
    Type.Unsafe<DecimalInput | null>({}),
    (value) => isBlank(value) || isId(value),
    () => ID_SENTENCE,
  ),
);

/** Money or a quantity, as text in the shop's own decimals or as a number; blank for 0. */
export const WooAmount = Type.Optional(
  Type.Refine(Type.Unsafe<DecimalInput | null>({}), isAmount, () => 'Must be a decimal such as "21.50".'),
);

/** Money that must be there. */
export const WooTotal = Type.Refine(
  Type.Unsafe<DecimalInput>({}),
  (value) => decimalProblem(value, {}) === null,
  () => 'Must be a decimal such as "21.50".',
);

/** A date-time of a `…_gmt` field, in UTC without saying so. */
export const WooGmt = Type.Optional(Type.Refine(Type.Unsafe<string | null>({}), isGmt, () => INSTANT_SENTENCE));

/** What is only read where it is text. */
export const WooText = Type.Optional(Type.Unknown());

/** The text of an id. */
export function idText(value: DecimalInput): string {
  return plainOf(value);
}

/** The text of an id that may be missing; null for none and for 0. */
export function knownId(value: DecimalInput | null | undefined): string | null {
  const text = plainOf(value);
  return text === '' || /^0+$/.test(text) ? null : text;
}

/** Decoded and trimmed text; empty for what is none. */
export function readableText(value: unknown): string {
  return typeof value === 'string' ? decodeEntities(value).trim() : plainOf(value);
}

export function amountOf(value: DecimalInput | null | undefined): Decimal {
  return isBlank(value) ? ZERO : toDecimal(value);
}

const ZONED = /(?:Z|[+-]\d{2}:?\d{2})$/;

function withZone(text: string): string {
  const trimmed = text.trim();
  return ZONED.test(trimmed) ? trimmed : `${trimmed}Z`;
}

/** An instant with its offset; null where the shop gives none. */
export function instantOf(value: string | null | undefined): string | null {
  return isBlank(value) ? null : withZone(value);
}
