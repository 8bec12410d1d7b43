import type { Static } from 'typebox';
import { object, optional } from '../../../domain/events/schema/fields.ts';
import { LabelText } from '../../../domain/events/schema/label-fields.ts';
import { list, OptionalShopifyId, ShopifyId, ShopifyInstant } from './fields.ts';

const AddressFields = {
  first_name: LabelText,
  last_name: LabelText,
  address1: LabelText,
  address2: LabelText,
  city: LabelText,
  zip: LabelText,
  province: LabelText,
  country: LabelText,
  country_name: LabelText,
  country_code: LabelText,
  phone: LabelText,
};

/** A postal address, with the name and the phone of whoever lives there. */
export const ShopifyAddress = optional(object(AddressFields));
export type ShopifyAddress = NonNullable<Static<typeof ShopifyAddress>>;

const PersonFields = {
  email: LabelText,
  phone: LabelText,
  first_name: LabelText,
  last_name: LabelText,
  note: LabelText,
  email_marketing_consent: optional(object({ state: LabelText })),
  default_address: ShopifyAddress,
  addresses: list(AddressFields),
};

/** The customer of an order. */
export const ShopifyBuyer = optional(object({ id: OptionalShopifyId, ...PersonFields }));
export type ShopifyBuyer = NonNullable<Static<typeof ShopifyBuyer>>;

/** The body of `customers/create` and `customers/update`. */
export const ShopifyCustomer = object({
  id: ShopifyId,
  created_at: ShopifyInstant,
  updated_at: ShopifyInstant,
  ...PersonFields,
});
export type ShopifyCustomer = Static<typeof ShopifyCustomer>;
