import { type Address, type Customer, phoneOf } from '../../../domain/customer.ts';
import type { CustomerChanges } from '../../../domain/customer-update.ts';
import type { Attributes } from '../types.ts';
import { changing, flag, present } from './attributes.ts';
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

/**
 * What an update changes of a Lead and a Contact alike. Not their addresses for mail and what hangs on them: a PATCH of these is
 * answered with 201 and changes nothing.
 */
export function personChanges(changes: CustomerChanges): Attributes {
  const { phones, consent } = changes;
  return {
    ...changing({
      description: changes.description,
      salutation: changes.salutation && asListed('salutation', changes.salutation),
      ...nameChanges(changes),
      title: changes.title,
      do_not_call: changes.doNotCall === undefined ? undefined : flag(changes.doNotCall),
      phone_home: phones.home,
      phone_mobile: phones.mobile,
      phone_work: phones.work,
      phone_other: phones.other,
      phone_fax: phones.fax,
      lawful_basis: consent.lawfulBasis && lawfulBasis(consent.lawfulBasis),
      lawful_basis_source: consent.source && asListed('lawful_basis_source', consent.source),
      date_reviewed: consent.reviewedOn,
      lead_source: changes.leadSource && asListed('lead_source', changes.leadSource),
      birthdate: changes.birthdate,
    }),
    ...(changes.address === undefined ? {} : addressChanges(changes.address)),
  };
}

/** Whether an update takes the last name away and gives no first name in its place: the CRM requires one, so it stays. */
export function keepsLastName({ firstName, lastName }: CustomerChanges): boolean {
  return lastName === null && !firstName;
}

function nameChanges(changes: CustomerChanges): { readonly first_name?: string | null; readonly last_name?: string } {
  const { firstName, lastName } = changes;
  if (lastName === null && firstName) return { first_name: null, last_name: firstName };
  return {
    ...(firstName === undefined ? {} : { first_name: firstName }),
    ...(lastName ? { last_name: lastName } : {}),
  };
}

function addressChanges(address: Address | null): Attributes {
  return {
    // In one: the second and third line of a PATCH would be appended to the street that stands.
    primary_address_street: address?.street.join('\n') ?? '',
    primary_address_city: address?.city ?? '',
    primary_address_state: address?.state ?? '',
    primary_address_postalcode: address?.postalCode ?? '',
    primary_address_country: address?.country ?? '',
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
