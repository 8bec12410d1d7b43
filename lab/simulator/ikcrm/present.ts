import { Decimal } from '../../../src/domain/money.ts';
import { unknownRecord } from './answer.ts';
import type { AssetLine, ContractStore, Product, StoredContract } from './store.ts';

/** A contract under `data`, and what stands beside it, as the guide shows both. */
export function presentContract(
  store: ContractStore,
  contract: StoredContract,
): { data: unknown; beside: Record<string, unknown> } {
  const { id, facts, lines } = contract;
  const products = lines.map((line) => productOf(store, line));
  const details = products.map(({ id: product, name, productNo }) => ({
    id: Number(product),
    name,
    product_no: productNo,
  }));
  return {
    data: {
      id: Number(id),
      ...facts,
      product_assets_for_new_record: lines.map((line) => presentLine(store, line)),
      product_assets: products.map(({ name }) => name).join('，'),
    },
    beside: {
      products: { count: details.length, details },
      received_payments: { count: 1, plan_amount: '¥ 0.00', amount: '¥ 0.00', total_amount: '¥ 1,000.00' },
      expenses: { count: 0, details: [] },
      other: { attachment_count: 1, operation_log_count: 0 },
    },
  };
}

/** A line of a contract. */
export function presentLine(store: ContractStore, line: AssetLine): Record<string, unknown> {
  const product = productOf(store, line);
  const price = new Decimal(line.recommendedUnitPrice);
  const standard = new Decimal(product.unitPrice);
  return {
    id: Number(line.id),
    quantity: JSON.rawJSON(line.quantity),
    product: presentProduct(product),
    standard_unit_price: decimal(standard),
    total_price: decimal(price.times(line.quantity)),
    sale_unit: '3',
    discount: `${decimal(price.div(standard).times(100).toDecimalPlaces(1))}%`,
    recommended_unit_price: decimal(price),
    remark: line.remark,
    iced: false,
    product_id: Number(line.productId),
    name: product.name,
    product_no: product.productNo,
    is_user_self: false,
    product_attr: null,
  };
}

export function presentProduct({ id, name, productNo, unitPrice }: Product): Record<string, unknown> {
  return {
    id: Number(id),
    name,
    product_no: productNo,
    standard_unit_price: decimal(new Decimal(unitPrice)),
    sale_unit: '3',
    introduction: '',
    iced: false,
  };
}

function productOf(store: ContractStore, line: AssetLine): Product {
  const product = store.products.get(line.productId);
  if (product === undefined) throw unknownRecord('产品');
  return product;
}

/** A decimal as Rails writes it: always with a point. */
function decimal(value: Decimal): string {
  const text = value.toFixed();
  return text.includes('.') ? text : `${text}.0`;
}
