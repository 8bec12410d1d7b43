import Type, { type Static } from 'typebox';
import { plainText } from '../../domain/money.ts';
import { DeliveryUnreadable } from '../platform.ts';
import { type Shop, shopId } from '../shop.ts';
import type { ProductTold } from '../told.ts';
import { amountOf, idText, instantOf, readableText, WooAmount, WooGmt, WooId, WooText } from './fields.ts';
import { memberOf, resourceReader } from './read-body.ts';

const WooProduct = Type.Object({
  id: WooId,
  name: WooText,
  description: WooText,
  sku: WooText,
  virtual: WooText,
  permalink: WooText,
  price: WooAmount,
  regular_price: WooAmount,
  date_created_gmt: WooGmt,
  date_modified_gmt: WooGmt,
  categories: WooText,
  images: WooText,
  image: WooText,
});
type WooProduct = Static<typeof WooProduct>;

const readProduct = resourceReader(WooProduct, 'product');

/** The product, or the variation of one, of a delivery; nothing where it has no sku. */
export function wooProducts(json: unknown, shop: Shop): ProductTold[] {
  const product = readProduct(json);
  const sku = readableText(product.sku);
  if (sku === '') return [];
  const at = instantOf(product.date_modified_gmt) ?? instantOf(product.date_created_gmt);
  if (at === null) throw new DeliveryUnreadable('The product does not say when it was made or changed.');
  const data = {
    sku,
    name: readableText(product.name),
    description: plainDescription(product.description),
    type: product.virtual === true ? 'Service' : 'Good',
    category: categoryOf(product, shop),
    list_price: priceOf(product),
    url: readableText(product.permalink),
    image: imageOf(product),
    updated_at: at,
  };
  return [{ productId: shopId(shop, idText(product.id)), at, data }];
}

/** What it costs without an offer; a product with variations has only the lowest of their prices, and some have none. */
function priceOf({ price, regular_price }: WooProduct): string | null {
  const stated = readableText(regular_price) === '' ? price : regular_price;
  return readableText(stated) === '' ? null : plainText(amountOf(stated));
}

/** The first category that is mapped. */
function categoryOf({ categories }: WooProduct, shop: Shop): string | null {
  const names = listOf(categories).map((category) => readableText(memberOf(category, 'name')));
  return names.map((name) => shop.categories.get(name)).find((known) => known !== undefined) ?? shop.category;
}

/** Of a product the first image, of a variation its own. */
function imageOf({ images, image }: WooProduct): string {
  return readableText(memberOf(listOf(images)[0] ?? image, 'src'));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text of a description without its HTML tags, which a CRM would show. */
function plainDescription(html: unknown): string {
  return typeof html === 'string' ? readableText(html.replace(/<[^<>]*>/g, '')) : '';
}
