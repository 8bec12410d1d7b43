import type { Static } from 'typebox';
import type { Address, Consent, Customer } from '../customer.ts';
import { OptionalEmail, OptionalId, object } from './schema/fields.ts';
import { labelObject, readObject } from './schema/label.ts';
import { LabelBoolean, LabelDate, LabelStreet, LabelText, LabelWords } from './schema/label-fields.ts';

/** A postal address; every part may be left out, and one text alone is its street. */
export const AddressSchema = labelObject(
  { street: LabelStreet, city: LabelText, state: LabelText, postal_code: LabelText, country: LabelText },
  (value) => (typeof value === 'string' ? { value: { street: value } } : readObject(value)),
);
type AddressInput = NonNullable<Static<typeof AddressSchema>>;

export const phoneFields = { home: LabelText, mobile: LabelText, work: LabelText, other: LabelText, fax: LabelText };

export const consentFields = { lawful_basis: LabelWords, source: LabelText, reviewed_on: LabelDate };

/** The fields of a person, as a registration, an order and an update tell of one. */
export const customerFields = {
  user_id: OptionalId,
  email: OptionalEmail,
  email2: LabelText,
  salutation: LabelText,
  first_name: LabelText,
  last_name: LabelText,
  title: LabelText,
  description: LabelText,
  phones: labelObject(phoneFields),
  address: AddressSchema,
  birthdate: LabelDate,
  gender: LabelText,
  website: LabelText,
  do_not_call: LabelBoolean,
  email_opt_out: LabelBoolean,
  referred_by: LabelText,
  lead_source: LabelText,
  lead_source_description: LabelText,
  consent: labelObject(consentFields),
};

/** A person, as a registration and an order tell of one. */
export const CustomerSchema = object(customerFields);
export type CustomerInput = Static<typeof CustomerSchema>;

/** What shops send as the id of somebody who has no account. */
export const NO_USER = '0';

/** A customer as the workflows take it: null for what is missing. Takes what `tidy` gives. */
export function readCustomer(input: CustomerInput): Customer {
  const { phones, address, consent } = input;
  return {
    userId: input.user_id === NO_USER ? null : (input.user_id ?? null),
    email: input.email ?? null,
    email2: input.email2 ?? null,
    salutation: input.salutation ?? null,
    firstName: input.first_name ?? null,
    lastName: input.last_name ?? null,
    title: input.title ?? null,
    description: input.description ?? null,
    phones: {
      home: phones?.home ?? null,
      mobile: phones?.mobile ?? null,
      work: phones?.work ?? null,
      other: phones?.other ?? null,
      fax: phones?.fax ?? null,
    },
    address: readAddress(address),
    birthdate: input.birthdate ?? null,
    gender: input.gender ?? null,
    website: input.website ?? null,
    doNotCall: input.do_not_call ?? null,
    emailOptOut: input.email_opt_out ?? null,
    referredBy: input.referred_by ?? null,
    leadSource: input.lead_source ?? null,
    leadSourceDescription: input.lead_source_description ?? null,
    consent: consent ? readConsent(consent) : null,
  };
}

/** Of an update: an address that is absent, or without any part, says nothing; null does. */
export function saysNothing(address: AddressInput | null | undefined): boolean {
  if (address === undefined) return true;
  return address !== null && Object.values(address).every((part) => part === null || part.length === 0);
}

/** An address with empty text for what is missing; null where there is none. */
export function readAddress(input: AddressInput | null | undefined): Address | null {
  if (!input) return null;
  return {
    street: input.street ?? [],
    city: input.city ?? '',
    state: input.state ?? '',
    postalCode: input.postal_code ?? '',
    country: input.country ?? '',
  };
}

function readConsent(consent: NonNullable<CustomerInput['consent']>): Consent {
  return {
    lawfulBasis: consent.lawful_basis ?? [],
    source: consent.source ?? null,
    reviewedOn: consent.reviewed_on ?? null,
  };
}
