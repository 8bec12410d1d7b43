import type { Address, Consent, Customer } from '../customer.ts';
import type { AddressInput, CustomerInput } from './customer-schema.ts';

/** A customer as the workflows take it: trimmed, and null for what is missing or blank. */
export function readCustomer(input: CustomerInput): Customer {
  const { phones, address, consent } = input;
  return {
    userId: known(input.user_id),
    email: known(input.email),
    email2: known(input.email2),
    salutation: known(input.salutation),
    firstName: known(input.first_name),
    lastName: known(input.last_name),
    title: known(input.title),
    description: known(input.description),
    phones: {
      home: known(phones?.home),
      mobile: known(phones?.mobile),
      work: known(phones?.work),
      other: known(phones?.other),
      fax: known(phones?.fax),
    },
    address: readAddress(address),
    birthdate: known(input.birthdate),
    gender: known(input.gender),
    website: known(input.website),
    doNotCall: input.do_not_call ?? null,
    emailOptOut: input.email_opt_out ?? null,
    referredBy: known(input.referred_by),
    leadSource: known(input.lead_source),
    leadSourceDescription: known(input.lead_source_description),
    consent: consent ? readConsent(consent) : null,
  };
}

/** An address with empty text for what is missing; null where there is none. */
export function readAddress(input: AddressInput | null | undefined): Address | null {
  if (!input) return null;
  return {
    street: (input.street ?? []).map((line) => line.trim()),
    city: known(input.city) ?? '',
    state: known(input.state) ?? '',
    postalCode: known(input.postal_code) ?? '',
    country: known(input.country) ?? '',
  };
}

/** Text without white space around it; null where nothing is left. */
export function known(text: string | null | undefined): string | null {
  return text?.trim() || null;
}

function readConsent(consent: NonNullable<CustomerInput['consent']>): Consent {
  return {
    lawfulBasis: (consent.lawful_basis ?? []).map((basis) => basis.trim()).filter((basis) => basis !== ''),
    source: known(consent.source),
    reviewedOn: known(consent.reviewed_on),
  };
}
