/** A postal address. Absent parts are empty strings; `street` holds up to three lines. */
export interface Address {
  readonly street: readonly string[];
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly country: string;
}

/** The lawful basis for keeping a person's data, as the shop states it. */
export interface Consent {
  readonly lawfulBasis: readonly string[];
  readonly source: string | null;
  /** `YYYY-MM-DD`. */
  readonly reviewedOn: string | null;
}

/** A person who registered or bought. Absent values are null. */
export interface Customer {
  /** The shop's own id, unique in its business unit; null for a guest. */
  readonly userId: string | null;
  /** Trimmed, case kept. Compare addresses without case. */
  readonly email: string | null;
  readonly email2: string | null;
  readonly salutation: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly phones: {
    readonly home: string | null;
    readonly mobile: string | null;
    readonly work: string | null;
    readonly other: string | null;
    readonly fax: string | null;
  };
  readonly address: Address | null;
  /** `YYYY-MM-DD`. */
  readonly birthdate: string | null;
  readonly gender: string | null;
  readonly website: string | null;
  readonly doNotCall: boolean | null;
  readonly emailOptOut: boolean | null;
  readonly referredBy: string | null;
  readonly leadSource: string | null;
  readonly leadSourceDescription: string | null;
  readonly consent: Consent | null;
}

/** The number by which somebody is known who left neither an account nor an address: the mobile's before any other; null without one. */
export function phoneOf({ phones }: Customer): string | null {
  return phones.mobile ?? phones.home ?? phones.work ?? phones.other ?? phones.fax;
}

/** Whether somebody can be known again: by an account, an address or a phone. */
export function isKnowable(customer: Customer): boolean {
  return customer.userId !== null || customer.email !== null || phoneOf(customer) !== null;
}

/** A customer with what is absent taken from what is known of the same person; what is given stays. */
export function withGapsFilled(given: Customer, known: Customer): Customer {
  return {
    userId: given.userId ?? known.userId,
    email: given.email ?? known.email,
    email2: given.email2 ?? known.email2,
    salutation: given.salutation ?? known.salutation,
    // First and last name belong together.
    ...(given.firstName === null && given.lastName === null ? names(known) : names(given)),
    title: given.title ?? known.title,
    description: given.description ?? known.description,
    phones: {
      home: given.phones.home ?? known.phones.home,
      mobile: given.phones.mobile ?? known.phones.mobile,
      work: given.phones.work ?? known.phones.work,
      other: given.phones.other ?? known.phones.other,
      fax: given.phones.fax ?? known.phones.fax,
    },
    address: given.address ?? known.address,
    birthdate: given.birthdate ?? known.birthdate,
    gender: given.gender ?? known.gender,
    website: given.website ?? known.website,
    doNotCall: given.doNotCall ?? known.doNotCall,
    emailOptOut: given.emailOptOut ?? known.emailOptOut,
    referredBy: given.referredBy ?? known.referredBy,
    leadSource: given.leadSource ?? known.leadSource,
    leadSourceDescription: given.leadSourceDescription ?? known.leadSourceDescription,
    consent: given.consent ?? known.consent,
  };
}

function names({ firstName, lastName }: Customer): Pick<Customer, 'firstName' | 'lastName'> {
  return { firstName, lastName };
}
