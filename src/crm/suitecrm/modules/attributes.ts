import { Decimal, plainText, toBase } from '../../../domain/money.ts';
import type { Attributes, AttributeValue } from '../types.ts';

/** Leaves out what is absent, so that the CRM's own default stands. */
export function present(values: Readonly<Record<string, AttributeValue | null>>): Attributes {
  const entries = Object.entries(values).filter(
    (entry): entry is [string, AttributeValue] => entry[1] !== null && entry[1] !== '',
  );
  return Object.fromEntries(entries);
}

/** A boolean as SuiteCRM keeps it. */
export function flag(value: boolean | null): string | null {
  return value === null ? null : value ? '1' : '0';
}

/** A JSON number with exactly these digits: text would be read with the API user's separators. */
export function number(value: Decimal): AttributeValue {
  return { number: plainText(value) };
}

/** A rate in percent as SuiteCRM's own lists spell it, with at least one decimal: `5.0`. Its edit view selects nothing for `5`. */
export function rate(percent: Decimal): string {
  const text = plainText(percent);
  return text.includes('.') ? text : `${text}.0`;
}

/**
 * Amounts with their twin in the CRM's own currency: `total_amt` and `total_amt_usdollar`. The conversion rate is units of
 * the currency per unit of the CRM's own; SuiteCRM computes the twin again on save.
 */
export function amounts(values: Readonly<Record<string, Decimal>>, conversionRate: Decimal): Attributes {
  return Object.fromEntries(
    Object.entries(values).flatMap(([field, value]) => [
      [field, number(value)],
      [`${field}_usdollar`, number(toBase(value, conversionRate))],
    ]),
  );
}

/** An amount as the CRM answers it: text with a point; empty is 0. */
export function decimal(text: string): Decimal {
  return /^-?\d+(\.\d+)?$/.test(text) ? new Decimal(text) : new Decimal(0);
}

/** Attributes as a person reads them: amounts as their digits. */
export function readable(attributes: Attributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'string' ? value : value.number]),
  );
}
