import { Decimal } from './decimal/decimal.ts';

/** Decimals that SuiteCRM keeps of an amount: its columns are decimal(26,6). */
export const CRM_SCALE = 6;

/** PHP writes an amount into SuiteCRM's database with 14 digits (its `precision`): later ones change in silence. */
export const CRM_DIGITS = 14;

export { Decimal };

export const ZERO: Decimal = new Decimal(0);

/** Rounds to so many decimals, half away from zero: 0.5 → 1, −0.5 → −1. */
export function roundTo(amount: Decimal, minorUnits: number): Decimal {
  return amount.toDecimalPlaces(minorUnits);
}

const HUNDREDTH = new Decimal('0.01');

/** `rate` percent of an amount, rounded to the minor unit. */
export function percentage(amount: Decimal, rate: Decimal, minorUnits: number): Decimal {
  return roundTo(Decimal.mul(amount, rate).times(HUNDREDTH), minorUnits);
}

/** The exact sum; 0 for nothing. */
export function sum(amounts: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const amount of amounts) total = total.plus(amount);
  return total;
}

/** The amount with the other sign; 0 stays 0, never −0. */
export function negate(amount: Decimal): Decimal {
  return amount.negated();
}

/** The shortest plain text: no exponent, no trailing zeros, no plus sign, "0" for zero of either sign. */
export function plainText(amount: Decimal): string {
  return amount.toFixed();
}

/**
 * An amount in the CRM's own currency, to the 6 decimals its columns keep. SuiteCRM's conversion rate is units of the foreign
 * currency per unit of its own, greater than 0.
 */
export function toBase(amount: Decimal, conversionRate: Decimal): Decimal {
  return roundTo(Decimal.div(amount, conversionRate), CRM_SCALE);
}
