import { type Address, type Customer, phoneOf } from '../../../domain/customer.ts';
import type { Attributes } from '../types.ts';
import { flag, present } from './attributes.ts';
import { asListed } from './value-lists.ts';

/** The unit's part of a person's record. */
export interface PersonOwner {
  readonly accountId: string;
  readonly assignedUserId: string;
}

/** What a Lead and a Contact have in common (guideline 1.1 and 2.2, API reference "Leads" and "Contacts"). */
export function personAttributes(customer: Customer, owner: PersonOwner): Attributes {
  return {
    account_id: owner.accountId,
    assigned_user_id: owner.assignedUserId,
    ...present({
      description: customer.description,
      salutation: asListed('salutation', customer.salutation),
      ...personName(customer),
      title: customer.title,
      do_not_call: flag(customer.doNotCall),
      phone_home: customer.phones.home,
      phone_mobile: customer.phones.mobile,
      phone_work: customer.phones.work,
      phone_other: customer.phones.other,
      phone_fax: customer.phones.fax,
      email1: customer.email,
      email2: customer.email2,
      email_opt_out: flag(customer.emailOptOut),
      lawful_basis: lawfulBasis(customer.consent?.lawfulBasis ?? []),
      lawful_basis_source: asListed('lawful_basis_source', customer.consent?.source ?? null),
      date_reviewed: customer.consent?.reviewedOn ?? null,
      lead_source: asListed('lead_source', customer.leadSource),
      birthdate: customer.birthdate,
    }),
    ...(customer.address === null ? {} : primaryAddress(customer.address)),
  };
}

// The CRM wants a last name: who has none is called by the first name, else by the address or phone.
function personName(customer: Customer): { readonly first_name: string | null; readonly last_name: string | null } {
  const { firstName, lastName } = customer;
  if (lastName !== null) return { first_name: firstName, last_name: lastName };
  return { first_name: null, last_name: firstName ?? customer.email ?? phoneOf(customer) ?? customer.userId };
}

// SuiteCRM appends the second and third line to the first with line breaks.
function primaryAddress(address: Address): Attributes {
  return {
    primary_address_street: address.street[0] ?? '',
    primary_address_street_2: address.street[1] ?? '',
    primary_address_street_3: address.street[2] ?? '',
    primary_address_city: address.city,
    primary_address_state: address.state,
    primary_address_postalcode: address.postalCode,
    primary_address_country: address.country,
  };
}

// A multi-enum: SuiteCRM takes one plain value or `^a^,^b^`, and refuses an array.
function lawfulBasis(given: readonly string[]): string | null {
  const values = given.map((value) => asListed('lawful_basis', value));
  if (values.length === 0) return null;
  return values.length === 1 ? (values[0] ?? null) : values.map((value) => `^${value}^`).join(',');
}
