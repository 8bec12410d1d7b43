import type { Decimal } from './money.ts';

/** Money without tax, and its tax; null where the shop does not say how much tax. Positive. */
export interface RefundMoney {
  readonly amount: Decimal;
  readonly taxAmount: Decimal | null;
}

/** So much of one sold line. */
export interface RefundLine {
  readonly lineId: string;
  /** 0 where only money comes back. */
  readonly quantity: Decimal;
  /** What is given back for it, without tax; null = the share that its quantity has. */
  readonly amount: Decimal | null;
  /** The tax given back with it; null = the share. */
  readonly taxAmount: Decimal | null;
}

/** Money given back for an order. */
export interface Refund {
  readonly refundId: string;
  readonly orderId: string;
  /** ISO 8601 in UTC. */
  readonly refundedAt: string;
  readonly reason: string;
  /** `rest`: all that did not come back before. */
  readonly lines: 'rest' | readonly RefundLine[];
  /** `rest`: what is left of it, if anything is; `all`: the same, of which something must be left. */
  readonly shipping: 'rest' | 'all' | 'none' | RefundMoney;
  /** Given back beside lines and freight. */
  readonly money: RefundMoney | null;
}
