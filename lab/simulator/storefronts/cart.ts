import { spreadAll } from '../../../src/domain/amounts/spread.ts';
import { Decimal, sum } from '../../../src/domain/money.ts';

/** Who buys. Without an `id`, a guest. */
export interface Buyer {
  readonly id?: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly city?: string;
  /** ISO 3166, two letters. */
  readonly country?: string;
}

/** So many of one thing. Money is decimal text, as the price tag has it. */
export interface CartLine {
  /** Null = a thing that the shop never gave one. */
  readonly sku: string | null;
  readonly name: string;
  readonly price: string;
  readonly quantity: number;
  /** In percent; 0 unless given. */
  readonly taxRate?: string;
}

/** What is taken to the till, whatever platform that is of. */
export interface Cart {
  readonly buyer: Buyer;
  readonly lines: readonly CartLine[];
  /** Off the whole order: each platform shares it out among the lines. */
  readonly coupon?: { readonly code: string; readonly amount: string };
  readonly shipping?: { readonly title: string; readonly price: string; readonly taxRate?: string };
}

/** What some lines cost by their price tags. */
export function pricesOf(lines: readonly CartLine[]): Decimal[] {
  return lines.map(({ price, quantity }) => Decimal.mul(price, quantity));
}

/** What the coupon takes off each line, in whole coins of so many decimals; no more than there is. */
export function couponShares({ lines, coupon }: Cart, decimals: number): Decimal[] {
  const prices = pricesOf(lines);
  return spreadAll([Decimal.min(coupon?.amount ?? 0, sum(prices))], prices, decimals);
}

/** What a rate in percent comes to, on top of a price or inside it, not rounded. */
export function taxOfCart(amount: Decimal, rate: string, inclusive: boolean): Decimal {
  return inclusive ? amount.times(rate).div(Decimal.add(rate, 100)) : amount.times(rate).div(100);
}
