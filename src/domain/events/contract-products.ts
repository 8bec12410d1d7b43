import Type, { type Static } from 'typebox';
import { belongingKey } from '../composite-keys.ts';
import type { ContractProducts } from '../contract-products.ts';
import type { Fault } from '../faults.ts';
import { JsonNumber, MAX_NUMBER_LENGTH } from '../json-number.ts';
import { MAX_LINES } from '../order.ts';
import { type EventType, envelope, readingOf } from './event-type.ts';
import { decimalField, optionalDecimal, toDecimal } from './schema/decimal-field.ts';
import { Id, object, Text } from './schema/fields.ts';
import { LabelText } from './schema/label-fields.ts';
import { repeatedLines } from './schema/repeated-lines.ts';

/** Products were added to a contract. */
export interface ContractProductsAdded {
  readonly type: 'contract.products';
  readonly businessUnit: string;
  readonly batch: ContractProducts;
}

const NAME = 'contract.products';

/** An id that the CRM gave: a whole number, or its digits as text. */
type NumericIdInput = string | JsonNumber;

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
function numericId(value: NumericIdInput): string {
  return value instanceof JsonNumber ? value.plain : value;
}

const ContractProductsSchema = object({
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
type ContractProductsInput = Static<typeof ContractProductsSchema>;

/** The batch as the workflow takes it. */
function readContractProducts(input: ContractProductsInput): ContractProducts {
  return {
    batchId: input.batch_id,
    contractId: numericId(input.contract_id),
    lines: input.products.map((product) => ({
      lineId: product.line_id,
      productId: numericId(product.product_id),
      quantity: toDecimal(product.quantity),
      recommendedUnitPrice:
        product.recommended_unit_price === undefined || product.recommended_unit_price === null
          ? null
          : toDecimal(product.recommended_unit_price),
      remark: product.remark ?? '',
    })),
  };
}

/** What a schema cannot say about the `data` of a batch: each line stands in it once. */
function contractProductsFaults({ products }: ContractProductsInput): Fault[] {
  return repeatedLines(products, 'products', 'batch');
}

const reading = readingOf(envelope(NAME, ContractProductsSchema), {
  faults: ({ data }) => contractProductsFaults(data),
  read: ({ data }): ContractProductsAdded => ({
    type: NAME,
    businessUnit: data.business_unit,
    batch: readContractProducts(data),
  }),
});

export const contractProducts: EventType<ContractProductsAdded, typeof NAME, 'contract-products'> = {
  name: NAME,
  route: 'contract-products',
  subject: 'batch',
  crm: 'ikcrm',
  readings: [reading],
  // Lines of a contract are known one by one, by the mapping.
  twins: [],
  keys: ({ batch }, crm) => [belongingKey('contract', crm, batch.contractId)],
  localIds: () => ({ userId: null, orderId: null, refundId: null }),
  sample: {
    type: NAME,
    timestamp: '2026-01-05T02:00:00Z',
    data: {
      business_unit: 'wholesale',
      batch_id: 'B-77',
      contract_id: 104,
      products: [
        { line_id: '1', product_id: 511521, quantity: '1', recommended_unit_price: '3.0', remark: 'first delivery' },
      ],
    },
  },
};
