import type { OrderProductLine } from '../../../domain/order.ts';
import type { ProductChanges } from '../../../domain/product-update.ts';
import type { CrmCurrency } from '../currencies.ts';
import type { Attributes } from '../types.ts';
import { amounts } from './attributes.ts';

export const PRODUCTS = 'AOS_Products';
export const PRODUCT_CATEGORIES = 'AOS_Product_Categories';

/** SuiteCRM cuts a longer part number in silence, and does not find it again by its full text. */
export const PART_NUMBER_LENGTH = 25;

/** A sku as SuiteCRM keeps it. */
export function keptPartNumber(sku: string): string {
  return [...sku].slice(0, PART_NUMBER_LENGTH).join('');
}

/** What a sale or an update tells of a product; null = unknown. */
export interface ProductFacts
  extends Pick<OrderProductLine, 'sku' | 'name' | 'description' | 'category' | 'type' | 'cost' | 'url' | 'image'> {
  readonly listPrice: OrderProductLine['listPrice'] | null;
}

/** A category of the CRM. */
export interface ProductCategory {
  readonly id: string;
  readonly name: string;
}

/** A new product, as the first that tells of it describes it (guideline 3.3, API reference "Create Products"). */
export function productAttributes(
  line: ProductFacts,
  product: {
    readonly category: ProductCategory | null;
    readonly currency: CrmCurrency;
    readonly assignedUserId: string;
  },
): Attributes {
  return {
    name: line.name,
    description: line.description,
    assigned_user_id: product.assignedUserId,
    maincode: 'XXXX',
    part_number: line.sku,
    category: product.category?.name ?? '',
    type: line.type,
    ...amounts({ cost: line.cost, price: line.listPrice }, product.currency.conversionRate),
    currency_id: product.currency.id,
    url: line.url ?? '',
    product_image: line.image ?? '',
    ...(product.category === null ? {} : { aos_product_category_id: product.category.id }),
  };
}

/** What changes of a product, and nothing else; its prices with the currency that they stand in. */
export function productChanges(
  { name, description, type, listPrice, cost, url, image }: ProductChanges,
  product: { readonly category: ProductCategory | null; readonly currency: CrmCurrency },
): Attributes {
  const { category, currency } = product;
  const isPriced = listPrice !== undefined || cost !== undefined;
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(type === undefined ? {} : { type }),
    ...(category === null ? {} : { category: category.name, aos_product_category_id: category.id }),
    ...amounts({ cost: cost ?? null, price: listPrice ?? null }, currency.conversionRate),
    ...(isPriced ? { currency_id: currency.id } : {}),
    ...(url === undefined ? {} : { url }),
    ...(image === undefined ? {} : { product_image: image }),
  };
}
