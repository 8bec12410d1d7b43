import type { Static } from 'typebox';
import { OptionalEmail, OptionalId, object, Text } from './fields.ts';
import { labelObject, readObject } from './label.ts';
import { LabelBoolean, LabelDate, LabelStreet, LabelText, LabelWords } from './label-fields.ts';

/** A postal address; every part may be left out, and one text alone is its street. */
export const AddressSchema = labelObject(
  { street: LabelStreet, city: LabelText, state: LabelText, postal_code: LabelText, country: LabelText },
  (value) => (typeof value === 'string' ? { value: { street: value } } : readObject(value)),
);
export type AddressInput = NonNullable<Static<typeof AddressSchema>>;

const customerFields = {
  user_id: OptionalId,
  email: OptionalEmail,
  email2: LabelText,
  salutation: LabelText,
  first_name: LabelText,
  last_name: LabelText,
  title: LabelText,
  description: LabelText,
  phones: labelObject({ home: LabelText, mobile: LabelText, work: LabelText, other: LabelText, fax: LabelText }),
  address: AddressSchema,
  birthdate: LabelDate,
  gender: LabelText,
  website: LabelText,
  do_not_call: LabelBoolean,
  email_opt_out: LabelBoolean,
  referred_by: LabelText,
  lead_source: LabelText,
  lead_source_description: LabelText,
  consent: labelObject({ lawful_basis: LabelWords, source: LabelText, reviewed_on: LabelDate }),
};

/** A person, as a registration and an order tell of one. */
export const CustomerSchema = object(customerFields);
export type CustomerInput = Static<typeof CustomerSchema>;

/** The `data` of `customer.registered`. */
export const RegistrationSchema = object({ business_unit: Text, customer: CustomerSchema });
export type RegistrationInput = Static<typeof RegistrationSchema>;
