import { ZERO } from '../money.ts';
import type { StatedTax } from '../order.ts';
import { type DecimalInput, optionalDecimal, toDecimal } from './schema/decimal-field.ts';

/** A rate of tax in percent, which may be left out. */
export const Rate = optionalDecimal({ min: 0, max: 100 });

/** The tax of the whole part in money, which may be left out. */
export const TaxAmount = optionalDecimal();

/** The tax as the shop states it; nothing stated is none. */
export function readTax(rate: DecimalInput | null | undefined, amount: DecimalInput | null | undefined): StatedTax {
  const stated = rate ? toDecimal(rate) : null;
  return amount ? { by: 'amount', amount: toDecimal(amount), rate: stated } : { by: 'rate', rate: stated ?? ZERO };
}
