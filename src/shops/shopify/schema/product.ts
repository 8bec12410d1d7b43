import type { Static } from 'typebox';
import { object, optional } from '../../../domain/events/schema/fields.ts';
import { LabelText } from '../../../domain/events/schema/label-fields.ts';
import { Flag, list, OptionalShopifyId, PositiveAmount, ShopifyId, ShopifyInstant } from './fields.ts';

/** The body of `products/update`. */
export const ShopifyProduct = object({
  id: ShopifyId,
  title: LabelText,
  body_html: LabelText,
  product_type: LabelText,
  created_at: ShopifyInstant,
  updated_at: ShopifyInstant,
  image: optional(object({ src: LabelText })),
  images: list({ id: OptionalShopifyId, src: LabelText }),
  variants: list({
    id: ShopifyId,
    title: LabelText,
    sku: LabelText,
    price: PositiveAmount,
    requires_shipping: Flag,
    image_id: OptionalShopifyId,
    updated_at: ShopifyInstant,
  }),
});
export type ShopifyProduct = Static<typeof ShopifyProduct>;
export type ShopifyVariant = NonNullable<ShopifyProduct['variants']>[number];
