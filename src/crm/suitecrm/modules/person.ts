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

/** The fields of a Lead or a Contact by which `readPersonRecord` tells who it is. */
export const PERSON_FIELDS: readonly string[] = [
  'description',
  'salutation',
  'first_name',
  'last_name',
  'title',
  'phone_home',
  'phone_mobile',
  'phone_work',
  'phone_other',
  'phone_fax',
  'email1',
  'email2',
  'birthdate',
  'lead_source',
  'do_not_call',
  'email_opt_out',
  'lawful_basis',
  'lawful_basis_source',
  'date_reviewed',
  'primary_address_street',
  'primary_address_city',
  'primary_address_state',
  'primary_address_postalcode',
  'primary_address_country',
];

/** A person as a Lead or a Contact shows one. A flag that is not set says nothing: nobody may ever have said it. */
export function readPersonRecord(shown: Readonly<Record<string, string>>): Customer {
  const text = (field: string) => shown[field] || null;
  const part = (name: string) => shown[`primary_address_${name}`] ?? '';
  const consent = {
    lawfulBasis: valuesOf(shown.lawful_basis ?? ''),
    source: text('lawful_basis_source'),
    reviewedOn: text('date_reviewed'),
  };
  const address = {
    street: part('street')
      .split(/\r?\n/)
      .filter((line) => line !== ''),
    city: part('city'),
    state: part('state'),
    postalCode: part('postalcode'),
    country: part('country'),
  };
  return {
    userId: null,
    email: text('email1'),
    email2: text('email2'),
    salutation: text('salutation'),
    firstName: text('first_name'),
    lastName: text('last_name'),
    title: text('title'),
    description: text('description'),
    phones: {
      home: text('phone_home'),
      mobile: text('phone_mobile'),
      work: text('phone_work'),
      other: text('phone_other'),
      fax: text('phone_fax'),
    },
    address: Object.values(address).some((value) => value.length > 0) ? address : null,
    birthdate: text('birthdate'),
    gender: null,
    website: null,
    doNotCall: shown.do_not_call === '1' ? true : null,
    emailOptOut: shown.email_opt_out === '1' ? true : null,
    referredBy: null,
    leadSource: text('lead_source'),
    leadSourceDescription: null,
    consent: Object.values(consent).some((value) => value !== null && value.length > 0) ? consent : null,
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

// One plain value, or `^a^,^b^`.
function valuesOf(multi: string): string[] {
  return multi
    .split(',')
    .map((value) => value.replaceAll('^', ''))
    .filter((value) => value !== '');
}

// A multi-enum: SuiteCRM takes one plain value or `^a^,^b^`, and refuses an array.
function lawfulBasis(given: readonly string[]): string | null {
  const values = given.map((value) => asListed('lawful_basis', value));
  if (values.length === 0) return null;
  return values.length === 1 ? (values[0] ?? null) : values.map((value) => `^${value}^`).join(',');
}
