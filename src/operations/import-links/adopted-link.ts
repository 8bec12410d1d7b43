import { CONTACTS } from '../../crm/suitecrm/modules/contacts.ts';
import { INVOICES } from '../../crm/suitecrm/modules/invoices.ts';
import { LEADS } from '../../crm/suitecrm/modules/leads.ts';
import { PRODUCTS } from '../../crm/suitecrm/modules/products.ts';
import type { ImportedLink } from '../../domain/imported-link.ts';
import { emailKey } from '../../domain/record-ids.ts';
import type { FoundLink } from '../../links/found-link.ts';

type AdoptedKind = ImportedLink['kind'];

/** The CRM that such records live in. */
export const ADOPTING_CRM = 'suitecrm';

/** An imported link with its ids as they are compared. */
export interface AdoptedLink {
  readonly businessUnit: string;
  readonly kind: AdoptedKind;
  /** A user id or an address of a lead or contact, an order id, a sku. */
  readonly localId: string;
  /** UUID in lower case. */
  readonly crmId: string;
}

/** A link as the mapping knows it, before anybody looked at its record. */
export type UnseenLink = Omit<FoundLink, 'seen'>;

const MODULE: Readonly<Record<AdoptedKind, string>> = {
  lead: LEADS,
  contact: CONTACTS,
  order: INVOICES,
  product: PRODUCTS,
};

/**
 * Where the workflows will look for it. A contact's address and a sku belong to the whole CRM; a lead's address to its unit, where it is
 * that of somebody without an account until the user registers with it.
 */
export function unseenLinkOf({ businessUnit, kind, localId, crmId }: AdoptedLink): UnseenLink {
  const plain: UnseenLink = { module: MODULE[kind], kind, businessUnit, localId, crmId, email: null };
  if (kind === 'product') return { ...plain, businessUnit: '' };
  const address = kind === 'order' ? null : addressIn(localId);
  if (address === null) return plain;
  return kind === 'contact'
    ? { ...plain, businessUnit: '', localId: address }
    : { ...plain, kind: 'address_lead', localId: address, email: address };
}

/** A text with an @ is an address, any other the id of a user. */
function addressIn(text: string): string | null {
  return text.includes('@') ? emailKey(text) : null;
}
