import type { CallContext } from '../call.ts';

/** One record as SuiteCRM shows it: every attribute is text, decoded from the HTML entities of its answers. */
export interface CrmRecord {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** How the record's links are called, by the module that they lead to, as far as the answer tells. */
  readonly links?: Readonly<Record<string, string>>;
}

/** An amount is sent as a JSON number written with exactly these digits; everything else is text. */
export type AttributeValue = string | { readonly number: string };
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Two records and the link of the first that ties them. */
export interface LinkedPair {
  readonly module: string;
  readonly id: string;
  /** What the link is called in `module`. */
  readonly link: string;
  readonly relatedModule: string;
  readonly relatedId: string;
}

/** The V8 API as the steps use it. Every method rejects with a `CrmError` or what `beforeSend` threw. */
export interface SuiteCrm {
  /** GET /module/{module}/{id}; null when the CRM says it is not found (or deleted). */
  find(module: string, id: string, context: CallContext): Promise<CrmRecord | null>;
  /**
   * GET /module/{module}?filter[..][eq]=..&page[..]: one page of matches. `totalPages`: 0 for none; where the server does not tell, at
   * least so many.
   */
  search(
    module: string,
    query: { readonly filter: Readonly<Record<string, string>>; readonly size: number; readonly page?: number },
    context: CallContext,
  ): Promise<{ readonly records: readonly CrmRecord[]; readonly totalPages: number }>;
  /** POST /module with a client-chosen id. */
  create(module: string, id: string, attributes: Attributes, context: CallContext): Promise<CrmRecord>;
  /** PATCH /module. */
  update(module: string, id: string, attributes: Attributes, context: CallContext): Promise<CrmRecord>;
  /** POST /module/{module}/{id}/relationships: by the last link that leads to the other module. */
  relate(module: string, id: string, relatedModule: string, relatedId: string, context: CallContext): Promise<void>;
  /** POST /module/{module}/{id}/relationships/{link}: by the link's own name. */
  relateBy(link: LinkedPair, context: CallContext): Promise<void>;
  /** DELETE /module/{module}/{id}/relationships/{link}/{relatedId}. */
  unrelate(link: LinkedPair, context: CallContext): Promise<void>;
  /** GET /module/{module}/{id}/relationships/{link}, all pages, each record once. Throws `TooManyRecords`. */
  related(module: string, id: string, link: string, context: CallContext): Promise<readonly CrmRecord[]>;
}
