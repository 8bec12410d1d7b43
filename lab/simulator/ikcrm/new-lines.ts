import { Decimal } from '../../../src/domain/money.ts';
import { invalid, unknownRecord } from './answer.ts';
import { type Fields, isFields, textOf } from './request.ts';
import type { ContractStore, LineValues } from './store.ts';

const plainNumber = /^-?\d+(\.\d+)?$/;

/**
 * The lines of a POST to product_assets: one as `product_asset`, or several as `contract[product_assets_attributes]`, an array
 * or an object with indices as keys. Throws the refusal of the first that does not fit: all are added, or none.
 */
export function readNewLines(parameters: Fields, store: ContractStore): readonly LineValues[] {
  const lines = rawLines(parameters);
  if (lines.length === 0) throw invalid('参数错误');
  return lines.map((line) => readLine(line, store));
}

function rawLines(parameters: Fields): readonly unknown[] {
  if (parameters.product_asset !== undefined) return [parameters.product_asset];
  const several = isFields(parameters.contract) ? parameters.contract.product_assets_attributes : undefined;
  if (Array.isArray(several)) return several;
  return isFields(several) ? Object.values(several) : [];
}

function readLine(raw: unknown, store: ContractStore): LineValues {
  if (!isFields(raw)) throw invalid('参数错误');
  const productId = textOf(raw.product_id);
  if (productId === undefined || productId === '') throw invalid('产品不能为空');
  const product = store.products.get(productId);
  if (product === undefined) throw unknownRecord('产品');
  const quantity = amount(raw.quantity, '数量');
  if (quantity === undefined) throw invalid('数量不能为空');
  if (!quantity.gt(0)) throw invalid('数量必须大于0');
  const price = amount(raw.recommended_unit_price, '推荐价格') ?? new Decimal(product.unitPrice);
  if (price.isNegative()) throw invalid('推荐价格不能小于0');
  if (raw.remark !== undefined && raw.remark !== null && typeof raw.remark !== 'string') throw invalid('备注格式错误');
  return {
    productId,
    quantity: quantity.toFixed(),
    recommendedUnitPrice: price.toFixed(),
    remark: raw.remark ?? '',
  };
}

function amount(value: unknown, name: string): Decimal | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const text = textOf(value);
  if (text === undefined || !plainNumber.test(text)) throw invalid(`${name}不是数字`);
  return new Decimal(text);
}
