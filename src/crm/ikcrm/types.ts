import type { CallContext } from '../call.ts';

/** A line of a contract as the CRM shows it. Ids and amounts are text with exactly the CRM's digits, such as `3.0`. */
export interface ContractLine {
  readonly id: string;
  readonly productId: string;
  readonly quantity: string;
  readonly recommendedUnitPrice: string | null;
  /** Empty where there is none. */
  readonly remark: string;
}

export interface Contract {
  readonly id: string;
  /** All lines, in the CRM's order. */
  readonly lines: readonly ContractLine[];
}

/** A line to be added. Amounts are plain decimal text; without a price the CRM takes the product's own. */
export interface NewContractLine {
  readonly productId: string;
  readonly quantity: string;
  readonly recommendedUnitPrice: string | null;
  readonly remark: string;
}

/**
 * The open API v2 as the steps use it. Every method rejects with an `CrmError`, with what `beforeSend` threw, or with an
 * error of the database, which holds the shared session and the rate limit.
 */
export interface Ikcrm {
  /** GET /contracts/:id. An unknown contract is a `RecordNotFound`. */
  contract(id: string, context: CallContext): Promise<Contract>;
  /**
   * POST /contracts/:id/product_assets with all lines in one call; resolves with the contract as it is then. The CRM has no
   * idempotency: never to be repeated after an unknown outcome before `contract` was looked at, and never side by side for
   * one contract.
   */
  addProducts(contractId: string, lines: readonly NewContractLine[], context: CallContext): Promise<Contract>;
}
