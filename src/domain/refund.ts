import type { Decimal } from 'decimal.js';

/** So much of one sold line. */
export interface RefundLine {
  readonly lineId: string;
  readonly quantity: Decimal;
}

/** Money given back for an order. `lines` null = the whole order with its shipping. */
export interface Refund {
  readonly refundId: string;
  readonly orderId: string;
  /** ISO 8601 in UTC. */
  readonly refundedAt: string;
  readonly reason: string;
  readonly lines: readonly RefundLine[] | null;
  readonly shipping: boolean;
}
