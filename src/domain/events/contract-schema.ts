import Type, { type Static } from 'typebox';
import { JsonNumber, MAX_NUMBER_LENGTH } from '../json-number.ts';
import { decimalField, optionalDecimal } from './decimal-field.ts';
import { Id, object, Text } from './fields.ts';
import { LabelText } from './label-fields.ts';
import { MAX_LINES } from './order-schema.ts';

/** An id that the CRM gave: a whole number, or its digits as text. */
export type NumericIdInput = string | JsonNumber;

const NumericId = Type.Refine(
  Type.Unsafe<NumericIdInput>({ description: 'A whole number, or its digits as text.', examples: [104, '104'] }),
  (value) => isNumericId(value),
  () => 'Must be the id that the CRM gave, a whole number such as 104.',
);

function isNumericId(value: unknown): boolean {
  if (typeof value !== 'string' && !(value instanceof JsonNumber)) return false;
  const { length } = value instanceof JsonNumber ? value.source : value;
  return length <= MAX_NUMBER_LENGTH && /^[1-9]\d{0,17}$/.test(numericId(value));
}

/** The digits of an id. */
export function numericId(value: NumericIdInput): string {
  return value instanceof JsonNumber ? value.plain : value;
}

/** The `data` of `contract.products`. */
export const ContractProductsSchema = object({
  business_unit: Text,
  batch_id: Id,
  contract_id: NumericId,
  products: Type.Array(
    object({
      line_id: Id,
      product_id: NumericId,
      quantity: decimalField({ min: 0, exclusiveMin: true }),
      recommended_unit_price: optionalDecimal({ min: 0 }),
      remark: LabelText,
    }),
    { minItems: 1, maxItems: MAX_LINES },
  ),
});
export type ContractProductsInput = Static<typeof ContractProductsSchema>;
