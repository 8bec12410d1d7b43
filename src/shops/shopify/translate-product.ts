import { readInstant } from '../../domain/dates.ts';
import { toDecimal } from '../../domain/events/schema/decimal-field.ts';
import { plainText } from '../../domain/money.ts';
import type { Warning } from '../../domain/warning.ts';
import { DeliveryUnreadable } from '../platform.ts';
import type { Shop } from '../shop.ts';
import type { ProductTold } from '../told.ts';
import { onlyPresent, usableId } from './names.ts';
import { bodyReader } from './read-body.ts';
import { idText, optionalIdText } from './schema/fields.ts';
import { ShopifyProduct, type ShopifyVariant } from './schema/product.ts';
import { textOfHtml } from './text-of-html.ts';

const readProductBody = bodyReader('product', ShopifyProduct);

/** What Shopify calls the one variant of a product that has no others. */
const ONLY_VARIANT = 'Default Title';

/** Each variant of `products/update` that has a sku. */
export function tellProducts(json: unknown, shop: Shop): { products: ProductTold[]; warnings: readonly Warning[] } {
  const { body, warnings } = readProductBody(json);
  const products = (body.variants ?? []).flatMap((variant) => {
    const sku = usableId(variant.sku);
    return sku === null ? [] : [tellVariant(variant, sku, body, shop)];
  });
  return { products, warnings };
}

function tellVariant(variant: ShopifyVariant, sku: string, product: ShopifyProduct, shop: Shop): ProductTold {
  const changed = product.updated_at ?? variant.updated_at ?? product.created_at;
  if (!changed)
    throw new DeliveryUnreadable('Shopify does not tell when this product was changed: updated_at is missing.');
  const at = readInstant(changed) ?? changed;
  const { title, body_html, product_type } = product;
  const name = [title, variant.title === ONLY_VARIANT ? null : variant.title].filter(Boolean).join(' - ');
  const price = variant.price ? toDecimal(variant.price) : null;
  return {
    productId: idText(variant.id),
    at,
    data: onlyPresent({
      sku,
      updated_at: at,
      name: name === '' ? null : name,
      description: body_html ? textOfHtml(body_html) || null : null,
      type: typeOf(variant.requires_shipping),
      category: categoryOf(product_type, shop),
      list_price: price === null ? null : plainText(price),
      image: imageOf(variant, product),
    }),
  };
}

/** What is not sent is a service. Null where the shop does not say. */
export function typeOf(requiresShipping: boolean | null | undefined): 'Good' | 'Service' | null {
  if (requiresShipping === null || requiresShipping === undefined) return null;
  return requiresShipping ? 'Good' : 'Service';
}

/** The CRM's category for what the shop calls its type. */
export function categoryOf(productType: string | null | undefined, { category, categories }: Shop): string | null {
  return (productType ? categories.get(productType) : undefined) ?? category;
}

function imageOf({ image_id }: ShopifyVariant, { images, image }: ShopifyProduct): string | null {
  const wanted = optionalIdText(image_id);
  const own = wanted === null ? null : images?.find(({ id }) => optionalIdText(id) === wanted)?.src;
  return own ?? image?.src ?? images?.[0]?.src ?? null;
}
