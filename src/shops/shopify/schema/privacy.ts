import Type from 'typebox';
import { object, optional, Text } from '../../../domain/events/schema/fields.ts';
import { LabelText } from '../../../domain/events/schema/label-fields.ts';
import { LONGEST_LIST, OptionalShopifyId, ShopifyId } from './fields.ts';

const Person = optional(object({ id: OptionalShopifyId, email: LabelText, phone: LabelText }));
/** What all of these requests have, and no body about a customer, an order or a product. */
const OfShop = { shop_id: OptionalShopifyId, shop_domain: Text };

/** The body of `customers/redact`. */
export const RedactCustomer = object({
  ...OfShop,
  customer: Person,
  orders_to_redact: optional(Type.Array(ShopifyId, { maxItems: LONGEST_LIST })),
});

/** The body of `customers/data_request`. */
export const DataRequest = object({
  ...OfShop,
  customer: Person,
  orders_requested: optional(Type.Array(ShopifyId, { maxItems: LONGEST_LIST })),
  data_request: optional(object({ id: OptionalShopifyId })),
});

/** The body of `shop/redact`. */
export const RedactShop = object(OfShop);
