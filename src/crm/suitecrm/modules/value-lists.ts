import type { Customer } from '../../../domain/customer.ts';

/** Fields of people whose values the API reference lists: SuiteCRM takes any value, and its screens select nothing for one not listed. */
const LISTS = {
  salutation: ['Mr.', 'Ms.', 'Mrs.', 'Miss', 'Dr.', 'Prof.'],
  lead_source: [
    'Cold Call',
    'Existing Customer',
    'Self Generated',
    'Employee',
    'Partner',
    'Public Relations',
    'Direct Mail',
    'Conference',
    'Trade Show',
    'Web Site',
    'Word of mouth',
    'Email',
    'Campaign',
    'Other',
  ],
  lawful_basis: [
    'consent',
    'contract',
    'legal_obligation',
    'protection_of_interest',
    'public_interest',
    'legitimate_interest',
    'withdrawn',
  ],
  lawful_basis_source: ['website', 'phone', 'given_to_user', 'email', 'third_party'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ListedField = keyof typeof LISTS;

/** A value as its list spells it, whatever its case; one that is not listed stays as it is. */
export function asListed<Value extends string | null>(field: ListedField, value: Value): string | Value {
  return value === null ? value : (listed(field, value) ?? value);
}

/** What of a person stands in no list, as warnings without the values, which are kept as they were sent. */
export function unlistedValues({
  salutation,
  leadSource,
  consent,
}: Pick<Customer, 'salutation' | 'leadSource' | 'consent'>): string[] {
  const values: readonly (readonly [ListedField, string | null])[] = [
    ['salutation', salutation],
    ['lead_source', leadSource],
    ...(consent?.lawfulBasis ?? []).map((basis) => ['lawful_basis', basis] as const),
    ['lawful_basis_source', consent?.source ?? null],
  ];
  const fields = values.flatMap(([field, value]) => (value === null || listed(field, value) ? [] : [field]));
  return [...new Set(fields)].map(
    (field) => `${field} is none of those that the CRM lists (${LISTS[field].join(', ')}); it stands as it was sent`,
  );
}

function listed(field: ListedField, value: string): string | undefined {
  return LISTS[field].find((known) => known.toLowerCase() === value.toLowerCase());
}
