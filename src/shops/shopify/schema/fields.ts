import Type, { type Static, type TProperties } from 'typebox';
import { readInstant } from '../../../domain/dates.ts';
import { optionalDecimal } from '../../../domain/events/schema/decimal-field.ts';
import { object, optional } from '../../../domain/events/schema/fields.ts';
import { LabelText } from '../../../domain/events/schema/label-fields.ts';
import { JsonNumber } from '../../../domain/json-number.ts';

/** Items of any list of a delivery; one that is longer is refused, not cut. */
export const LONGEST_LIST = 10_000;

/** A list of objects that may be left out or null. */
export function list<Properties extends TProperties>(properties: Properties) {
  return optional(Type.Array(object(properties), { maxItems: LONGEST_LIST }));
}

const WHOLE = /^\d{1,30}$/;

function isId(value: unknown): boolean {
  return WHOLE.test(value instanceof JsonNumber ? value.plain : typeof value === 'string' ? value : '');
}

const ID_SENTENCE = 'Must be an id: a whole number.';
type IdInput = JsonNumber | string;

/** An id of Shopify's: a whole number of any length, or the same as text. */
export const ShopifyId = Type.Refine(Type.Unsafe<IdInput>({}), isId, () => ID_SENTENCE);

/** The same that may be left out. */
export const OptionalShopifyId = Type.Optional(
  Type.Refine(
    Type.Unsafe<IdInput | null>({}),
    (value) => value === null || isId(value),
    () => ID_SENTENCE,
  ),
);

/** An id, digit by digit. */
export function idText(id: IdInput): string {
  return id instanceof JsonNumber ? id.plain : id;
}

/** An id, digit by digit; null without one. */
export function optionalIdText(id: IdInput | null | undefined): string | null {
  return id === null || id === undefined ? null : idText(id);
}

/** A date-time with an offset that may be left out. */
export const ShopifyInstant = Type.Optional(
  Type.Refine(
    Type.Unsafe<string | null>({ type: ['string', 'null'], maxLength: 64 }),
    (value) => value === null || readInstant(value) !== null,
    () => 'Must be a date-time with an offset.',
  ),
);

export const Flag = Type.Optional(Type.Unsafe<boolean | null>({ type: ['boolean', 'null'] }));

export const Amount = optionalDecimal();
/** Of what cannot be less than nothing. */
export const PositiveAmount = optionalDecimal({ min: 0 });

const MoneyFields = { amount: Amount, currency_code: LabelText };

/** An amount in the shop's currency and in the one that the customer paid in. */
export const MoneySet = optional(
  object({ shop_money: optional(object(MoneyFields)), presentment_money: optional(object(MoneyFields)) }),
);
export type MoneySet = NonNullable<Static<typeof MoneySet>>;

export const TaxLines = list({ price: Amount, price_set: MoneySet, rate: PositiveAmount });
export type TaxLines = Static<typeof TaxLines> | undefined;

export const Allocations = list({ amount: Amount, amount_set: MoneySet });
export type Allocations = Static<typeof Allocations> | undefined;
