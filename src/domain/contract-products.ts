import { markText } from './composite-keys.ts';
import type { Decimal } from './money.ts';

/** A product to be added to a contract. Ids are the CRM's, as digits. */
export interface ProductLine {
  readonly lineId: string;
  readonly productId: string;
  readonly quantity: Decimal;
  /** Null = the product's own price. */
  readonly recommendedUnitPrice: Decimal | null;
  readonly remark: string;
}

/** Products that a shop adds to a contract in one batch. */
export interface ContractProducts {
  readonly batchId: string;
  readonly contractId: string;
  readonly lines: readonly ProductLine[];
}

/**
 * The mark at the end of a line's remark, by which it is known again: the CRM has no id of ours. No two lines bear one mark.
 */
export function lineMarker(batchId: string, lineId: string): string {
  return `[tillbridge ${markText(batchId, lineId)}]`;
}

/** A remark with the line's mark at its end. */
export function markedRemark(remark: string, marker: string): string {
  return remark.trim() === '' ? marker : `${remark.trimEnd()} ${marker}`;
}

/** Whether a line's remark bears the mark, however the CRM pads it. */
export function bearsMarker(remark: string, marker: string): boolean {
  return remark.trimEnd().endsWith(marker);
}
