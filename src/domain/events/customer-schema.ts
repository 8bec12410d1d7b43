import Type, { type Static } from 'typebox';
import {
  Id,
  OptionalBoolean,
  OptionalDate,
  OptionalEmail,
  OptionalId,
  OptionalText,
  object,
  optional,
  Text,
} from './fields.ts';

/** A postal address; every part may be left out. */
export const AddressSchema = object({
  street: optional(Type.Array(Type.String({ maxLength: 65_536 }), { maxItems: 3 })),
  city: OptionalText,
  state: OptionalText,
  postal_code: OptionalText,
  country: OptionalText,
});
export type AddressInput = Static<typeof AddressSchema>;

const customerFields = {
  user_id: OptionalId,
  email: OptionalEmail,
  email2: OptionalEmail,
  salutation: OptionalText,
  first_name: OptionalText,
  last_name: OptionalText,
  title: OptionalText,
  description: OptionalText,
  phones: optional(
    object({ home: OptionalText, mobile: OptionalText, work: OptionalText, other: OptionalText, fax: OptionalText }),
  ),
  address: optional(AddressSchema),
  birthdate: OptionalDate,
  gender: OptionalText,
  website: OptionalText,
  do_not_call: OptionalBoolean,
  email_opt_out: OptionalBoolean,
  referred_by: OptionalText,
  lead_source: OptionalText,
  lead_source_description: OptionalText,
  consent: optional(
    object({
      lawful_basis: optional(Type.Array(Type.String({ maxLength: 65_536 }), { maxItems: 100 })),
      source: OptionalText,
      reviewed_on: OptionalDate,
    }),
  ),
};

/** The customer of an order, known or guest. */
export const CustomerSchema = object(customerFields);
export type CustomerInput = Static<typeof CustomerSchema>;

/** The customer of a registration: the shop's user, with a last name. */
export const RegistrationSchema = object({
  business_unit: Text,
  customer: object({ ...customerFields, user_id: Id, last_name: Text }),
});
export type RegistrationInput = Static<typeof RegistrationSchema>;
