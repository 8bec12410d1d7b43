import Type, { type Static, type TProperties, type TSchema } from 'typebox';
import { readInstant } from '../../dates.ts';
import { JsonNumber } from '../../json-number.ts';
import { MAX_TEXT } from './label-fields.ts';

// Control characters, which no id of a shop has and no log should show.
const CONTROL = /\p{Cc}/u;

/** An object; fields that are not named are allowed. */
export function object<Properties extends TProperties>(properties: Properties) {
  return Type.Refine(Type.Object(properties), isNoNumber, () => NUMBER_SENTENCE);
}

/** May be left out or null. The schema names its `type` and is plain or an `object`: other refinements do not come along. */
export function optional<Schema extends TSchema & { readonly type: string }>(schema: Schema) {
  const nullable = Type.Unsafe<Static<Schema> | null>({ ...schema, type: [schema.type, 'null'] });
  return Type.Optional(Type.Refine(nullable, isNoNumber, () => NUMBER_SENTENCE));
}

// To TypeBox a JsonNumber is an object like any other, and one that has every optional field right.
const isNoNumber = (value: unknown) => !(value instanceof JsonNumber);
const NUMBER_SENTENCE = 'Must be an object, not a number.';

/** True, false or an object; may be left out or null. */
export function optionalBooleanOr<Schema extends TSchema & { readonly type: string }>(schema: Schema) {
  const either = Type.Unsafe<Static<Schema> | boolean | null>({ ...schema, type: ['boolean', schema.type, 'null'] });
  return Type.Optional(Type.Refine(either, isNoNumber, () => NUMBER_SENTENCE));
}

export const OptionalBoolean = optional(Type.Boolean());

/** One of several words; may be left out or null. */
export function optionalChoice<const Words extends readonly string[]>(words: Words) {
  return Type.Optional(Type.Unsafe<Words[number] | null>({ enum: [...words, null] }));
}

/** Text that must hold more than white space. */
export const Text = text({ minLength: 1, maxLength: MAX_TEXT });

const isId = (value: string) => !CONTROL.test(value);
const ID_SENTENCE = 'Must have no control characters.';

/** An id of the shop, a code or a sku: 1 to 255 characters, trimmed and else kept exactly as it is. */
export const Id = text({ minLength: 1, maxLength: 255 }, isId, ID_SENTENCE);

/** An id that may be left out, null or blank. */
export const OptionalId = optionalText(255, isId, ID_SENTENCE);

/**
 * An e-mail address that may be left out, null or blank. Its form is not judged: an order is not refused for an address that
 * the CRM will drop; the event gets a warning then.
 */
export const OptionalEmail = optionalText(255, isId, ID_SENTENCE);

const isInstant = (value: string) => readInstant(value) !== null;
const INSTANT_SENTENCE =
  'Must be a date-time with an offset that exists, such as "2020-12-16T09:00:00Z", in the years 1970 to 2100.';

/** A date-time with an offset in any usual form of ISO 8601, in the years 1970 to 2100. */
export const Instant = text({ maxLength: 64 }, isInstant, INSTANT_SENTENCE);

/** The same that may be left out, null or blank. */
export const OptionalInstant = optionalText(64, isInstant, INSTANT_SENTENCE);

const isCurrency = (value: string) => /^[A-Za-z]{3}$/.test(value);
const CURRENCY_SENTENCE = 'Must be a currency code of three letters, such as "TWD".';

/** An ISO 4217 code in any case. */
export const Currency = text({ maxLength: 255 }, isCurrency, CURRENCY_SENTENCE);

/** The same that may be left out, null or blank. */
export const OptionalCurrency = optionalText(255, isCurrency, CURRENCY_SENTENCE);

function text(limits: { minLength?: number; maxLength: number }, check = (_value: string) => true, sentence = '') {
  return Type.Refine(Type.String(limits), check, () => sentence);
}

function optionalText(maxLength: number, check: (value: string) => boolean, sentence: string) {
  return Type.Optional(
    Type.Refine(
      Type.Unsafe<string | null>({ type: ['string', 'null'], maxLength }),
      (value) => value === null || check(value),
      () => sentence,
    ),
  );
}
