import type { CustomerChanges } from '../../../domain/customer-update.ts';
import { emailKey } from '../../../domain/record-ids.ts';

/** A row of an address that a lead or a contact carries. */
export interface CarriedEmail {
  /** Of the row. */
  readonly id: string;
  readonly address: string;
  readonly optOut: boolean;
}

/** What the CRM shows of a person's addresses. */
export interface ShownEmails {
  readonly email1: string;
  readonly email2: string;
  readonly rows: readonly CarriedEmail[];
}

/** What is to change of them; `undefined` stays, null is taken away. */
export type EmailWish = Pick<CustomerChanges, 'email' | 'email2' | 'emailOptOut'>;

/** The addresses that a person is to carry, in lower case. `first` is the `email1`; null where it does not matter which is. */
export interface EmailTarget {
  readonly first: string | null;
  readonly others: readonly string[];
}

/** One change on the way to it: an address to be related, or rows to be unrelated. */
export type EmailMove = { readonly add: string } | { readonly remove: readonly CarriedEmail[] };

/** Addresses that a person has beside the first two stay: somebody else put them there. */
export function targetOf(shown: ShownEmails, { email, email2 }: EmailWish): EmailTarget {
  const [before, second] = [emailKey(shown.email1), emailKey(shown.email2)];
  const first = emailKey(email === undefined ? shown.email1 : email) || null;
  const carried = shown.rows.map(({ address }) => address.toLowerCase()).filter((address) => address !== before);
  const others = email2 === undefined ? carried : [emailKey(email2), ...carried.filter((other) => other !== second)];
  const kept = others.filter((other) => other !== null && other !== '' && other !== first);
  return { first, others: [...new Set(kept.filter((other) => other !== null))] };
}

/** Whether a person carries what is wished already, as far as `email1` and `email2` tell. */
export function showsAlready(shown: Pick<ShownEmails, 'email1' | 'email2'>, { email, email2 }: EmailWish): boolean {
  const same = (wished: string | null | undefined, has: string) =>
    wished === undefined || (emailKey(wished) ?? '') === emailKey(has);
  return same(email, shown.email1) && same(email2, shown.email2);
}

/**
 * What to do next. SuiteCRM shows an address as `email1` once it is the first of those that are left: so the new one is related before
 * the old one is taken off, and whatever is shown before it goes, to be put back behind it.
 */
export function movesTo({ first, others }: EmailTarget, { email1, rows }: ShownEmails): readonly EmailMove[] {
  const carrying = (address: string) => rows.filter((row) => row.address.toLowerCase() === address);
  if (first !== null && carrying(first).length === 0) return [{ add: first }];
  const shownFirst = email1.toLowerCase();
  if (first !== null && shownFirst !== first) return [{ remove: carrying(shownFirst) }];
  const surplus = rows.filter(({ address }) => ![first, ...others].includes(address.toLowerCase()));
  if (surplus.length > 0) return [{ remove: surplus }];
  return others.filter((other) => carrying(other).length === 0).map((add) => ({ add }));
}
