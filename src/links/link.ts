/** What a linked record is to the shop. */
export type LinkKind =
  | 'lead'
  /** The lead and the contact of somebody in a unit who left a phone and nothing else. */
  | 'phone_lead'
  | 'phone_contact'
  /** The lead of an address in a unit, whose owner has no account. */
  | 'address_lead'
  /** A lead by a further address of its customer. */
  | 'lead_address'
  /** A lead that was found to be deleted in the CRM. */
  | 'lost_lead'
  | 'contact'
  /** A contact that has bought: only then is the lead of it converted. */
  | 'buyer'
  | 'conversion'
  | 'membership'
  | 'product'
  | 'marker'
  | 'order'
  | 'group'
  | 'line'
  | 'refund'
  | 'refund_group'
  | 'refund_line'
  | 'contract_line'
  /** The number of an invoice, as `InvoiceNumbers` claims it. */
  | 'invoice_number';

/** Whether tillbridge made the record or found it there. */
export type LinkOrigin = 'created' | 'found';

/** Where a local thing is found again. `businessUnit` is empty for what belongs to the whole CRM (a sku, an address). */
export interface LinkKey {
  readonly kind: LinkKind;
  readonly businessUnit: string;
  readonly localId: string;
}

/** A new row of the mapping, written together with the step that made or found the record. */
export interface NewLink extends LinkKey {
  readonly module: string;
  readonly crmId: string;
  readonly origin: LinkOrigin;
  /** The customer's address in lower case, to find a lead by it. */
  readonly email?: string | null;
}

/** A row of the mapping local id → CRM record. */
export interface Link {
  readonly crmId: string;
  readonly origin: string;
  readonly eventId: string | null;
  /** How long ago the CRM showed the record, in milliseconds. */
  readonly unseenMs: number;
}

/** A record that is gone from the CRM, the one that took its place, and what the event is to say of it. */
export interface Mend {
  readonly kinds: readonly LinkKind[];
  readonly gone: string;
  readonly successor: string;
  readonly warning: string;
}

/** A record of the CRM and how long ago it was seen there, in milliseconds. */
export type SeenRecord = Pick<Link, 'crmId' | 'unseenMs'>;
