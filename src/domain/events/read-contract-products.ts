import type { ContractProducts } from '../contract-products.ts';
import type { Fault } from '../faults.ts';
import { type ContractProductsInput, numericId } from './contract-schema.ts';
import { toDecimal } from './decimal-field.ts';
import { repeatedLines } from './repeated-lines.ts';

/** The batch as the workflow takes it. */
export function readContractProducts(input: ContractProductsInput): ContractProducts {
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
export function contractProductsFaults({ products }: ContractProductsInput): Fault[] {
  return repeatedLines(products, 'products', 'batch');
}
