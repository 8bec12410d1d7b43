import type { Decimal } from 'decimal.js';

/** A line to add, known in the CRM by the mark in its remark and in the mapping by its local id. */
export interface MarkedLine {
  readonly marker: string;
  readonly localId: string;
  readonly productId: string;
  readonly quantity: Decimal;
  readonly recommendedUnitPrice: Decimal | null;
  readonly remark: string;
}
