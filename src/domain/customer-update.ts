import type { Address, Consent, Customer } from './customer.ts';
import type { Told } from './stale-update.ts';

/** What of a customer has no empty value, or says who it is. */
type Apart = 'userId' | 'phones' | 'address' | 'doNotCall' | 'emailOptOut' | 'consent';

/** What changes of a customer's lead and contact. `undefined` stays as it is there; null empties, and so does an empty list. */
export type CustomerChanges = {
  readonly [Name in Exclude<keyof Customer, Apart>]: Customer[Name] | undefined;
} & {
  readonly phones: { readonly [Name in keyof Customer['phones']]: string | null | undefined };
  /** Replaced as a whole. */
  readonly address: Address | null | undefined;
  /** A flag has no empty value: nobody is called or written to again because a shop left a word out. */
  readonly doNotCall: boolean | undefined;
  readonly emailOptOut: boolean | undefined;
  readonly consent: { readonly [Name in keyof Consent]: Consent[Name] | undefined };
};

/** What a shop tells later of a customer. */
export interface CustomerUpdate {
  /** Who it is, and what a registration would tell of one whom nobody knows yet. */
  readonly customer: Customer;
  readonly changes: CustomerChanges;
  /** When it was so, as `readExactInstant` gives it. */
  readonly updatedAt: string;
  /** The customer as told before, where this is a registration that came again; null where it is an update by itself. */
  readonly told: Told | null;
}

/** What a customer states, as changes: what is absent stays, and what `isTold` leaves out, named as `title` or `phones home`. */
export function statedChanges(customer: Customer, isTold: (field: string) => boolean = () => true): CustomerChanges {
  const { phones, consent } = customer;
  const stated = <T>(field: string, value: T | null | undefined): T | undefined =>
    isTold(field) ? (value ?? undefined) : undefined;
  const basis = consent?.lawfulBasis ?? [];
  return {
    email: stated('email', customer.email),
    email2: stated('email2', customer.email2),
    salutation: stated('salutation', customer.salutation),
    firstName: stated('firstName', customer.firstName),
    lastName: stated('lastName', customer.lastName),
    title: stated('title', customer.title),
    description: stated('description', customer.description),
    phones: {
      home: stated('phones home', phones.home),
      mobile: stated('phones mobile', phones.mobile),
      work: stated('phones work', phones.work),
      other: stated('phones other', phones.other),
      fax: stated('phones fax', phones.fax),
    },
    address: stated('address', customer.address),
    birthdate: stated('birthdate', customer.birthdate),
    gender: stated('gender', customer.gender),
    website: stated('website', customer.website),
    doNotCall: stated('doNotCall', customer.doNotCall),
    emailOptOut: stated('emailOptOut', customer.emailOptOut),
    referredBy: stated('referredBy', customer.referredBy),
    leadSource: stated('leadSource', customer.leadSource),
    leadSourceDescription: stated('leadSourceDescription', customer.leadSourceDescription),
    consent: {
      lawfulBasis: stated('consent lawfulBasis', basis.length === 0 ? null : basis),
      source: stated('consent source', consent?.source),
      reviewedOn: stated('consent reviewedOn', consent?.reviewedOn),
    },
  };
}

/** The fields that changes name, as `statedChanges` names them: those that they empty as well. */
export function namedBy({ phones, consent, ...single }: CustomerChanges): string[] {
  const named = (fields: object, of = '') =>
    Object.entries(fields).flatMap(([field, value]) => (value === undefined ? [] : [of + field]));
  return [...named(single), ...named(phones, 'phones '), ...named(consent, 'consent ')];
}

/** A customer as changes leave it. */
export function withChanges(known: Customer, changes: CustomerChanges): Customer {
  const { phones, consent } = changes;
  return {
    userId: known.userId,
    email: changed(known.email, changes.email),
    email2: changed(known.email2, changes.email2),
    salutation: changed(known.salutation, changes.salutation),
    firstName: changed(known.firstName, changes.firstName),
    lastName: changed(known.lastName, changes.lastName),
    title: changed(known.title, changes.title),
    description: changed(known.description, changes.description),
    phones: {
      home: changed(known.phones.home, phones.home),
      mobile: changed(known.phones.mobile, phones.mobile),
      work: changed(known.phones.work, phones.work),
      other: changed(known.phones.other, phones.other),
      fax: changed(known.phones.fax, phones.fax),
    },
    address: changed(known.address, changes.address),
    birthdate: changed(known.birthdate, changes.birthdate),
    gender: changed(known.gender, changes.gender),
    website: changed(known.website, changes.website),
    doNotCall: changed(known.doNotCall, changes.doNotCall),
    emailOptOut: changed(known.emailOptOut, changes.emailOptOut),
    referredBy: changed(known.referredBy, changes.referredBy),
    leadSource: changed(known.leadSource, changes.leadSource),
    leadSourceDescription: changed(known.leadSourceDescription, changes.leadSourceDescription),
    consent: {
      lawfulBasis: changed(known.consent?.lawfulBasis ?? [], consent.lawfulBasis),
      source: changed(known.consent?.source ?? null, consent.source),
      reviewedOn: changed(known.consent?.reviewedOn ?? null, consent.reviewedOn),
    },
  };
}

function changed<T>(known: T, change: T | undefined): T {
  return change === undefined ? known : change;
}
