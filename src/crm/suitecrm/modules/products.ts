import type { OrderProductLine } from '../../../domain/order.ts';
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

/** A new product, as the first order that sells it describes it (guideline 3.3, API reference "Create Products"). */
export function productAttributes(
  line: OrderProductLine,
  product: {
    readonly category: { readonly id: string; readonly name: string } | null;
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
