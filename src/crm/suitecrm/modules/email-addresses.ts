import type { Attributes } from '../types.ts';

export const EMAIL_ADDRESSES = 'EmailAddresses';

/**
 * The link by which leads and contacts carry addresses. By its name alone: the plain way to relate an address writes rows that SuiteCRM
 * finds by filters and never shows (seen on 7.15.0).
 */
export const EMAIL_LINK = 'email_addresses';

/** A new address. SuiteCRM looks for the capitals when it saves a person, and does not fill them in itself for one made by the API. */
export function emailAddressAttributes(email: string): Attributes {
  return { email_address: email, email_address_caps: email.toUpperCase() };
}

/** Whether its owner wants no mail: for everybody who carries the address. */
export function optOutAttributes(optOut: boolean): Attributes {
  return { opt_out: optOut ? '1' : '0' };
}
