import type { FrameFaultAction } from '../frame/fault-actions.ts';

/**
 * What a SuiteCRM without its database says is not found: the API user; the record a call names (of a relationship call:
 * the one in the path); or the record that a relationship POST names in its body. `rows`: a relationship GET finds none
 * and answers 200. A call that names no such thing is answered as with `user`.
 */
export type LostRecord = 'user' | 'record' | 'related' | 'rows';

/** Fields of a create that lie in tables of their own: `email1` and `email2`; a contact's `account_id`; the `_c` fields. */
export type LostFields = 'email' | 'account' | 'custom';

/** What can happen to a call of SuiteCRM alone. `commit` tells whether its work is done all the same. */
export type SuiteCrmOwnFault =
  | { readonly kind: 'database-failure'; readonly commit: boolean }
  /** SuiteCRM lost its own database connection during the call and answers as if something were not there. */
  | { readonly kind: 'lost-database'; readonly commit: boolean; readonly missing: LostRecord }
  /** A relationship POST is answered with 201, but its row is not written. */
  | { readonly kind: 'unstored-relation' }
  /** A create is answered with 201 and its record stands, but rows of other tables that belong to it are not written. */
  | {
      readonly kind: 'lost-fields';
      readonly fields: readonly LostFields[];
      /** What the answer shows: what is stored (the default), or what was sent. */
      readonly shows?: 'stored' | 'sent';
    }
  | { readonly kind: 'access-denied' }
  | { readonly kind: 'php-warnings'; readonly where: 'before' | 'after' | 'both' }
  | { readonly kind: 'revoke-tokens' };

/** All that can happen to a call. */
export type SuiteCrmFaultAction = FrameFaultAction | SuiteCrmOwnFault;
