import { Decimal } from '../../domain/money.ts';
import { isPlainNumber } from '../../domain/plain-number.ts';
import type { CrmRecord } from './types.ts';

export const CURRENCIES = 'Currencies';

/** A currency of the CRM; the rate is units of it per unit of the CRM's own currency. */
export interface CrmCurrency {
  readonly id: string;
  readonly conversionRate: Decimal;
}

/** The CRM's own currency: it has no row and can be neither listed nor read; its id is always -99. */
export const BASE_CURRENCY: CrmCurrency = { id: '-99', conversionRate: new Decimal(1) };

/** The one to use of the currencies found: only an active one with a rate counts. */
export function activeCurrency(records: readonly CrmRecord[]): { id: string; conversionRate: string } | null {
  for (const { id, attributes } of records) {
    const rate = attributes.conversion_rate ?? '';
    if (attributes.status === 'Active' && isConversionRate(rate)) return { id, conversionRate: rate };
  }
  return null;
}

/** Whether a text of the CRM is a rate to divide by: a plain decimal greater than 0. */
export function isConversionRate(text: string): boolean {
  return isPlainNumber(text) && new Decimal(text).gt(0);
}
