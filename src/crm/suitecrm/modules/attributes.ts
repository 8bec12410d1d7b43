import { Decimal, plainText, toBase } from '../../../domain/money.ts';
import { isPlainNumber } from '../../../domain/plain-number.ts';
import { UnreadableAmount } from '../errors.ts';
import type { Attributes, AttributeValue, CrmRecord } from '../types.ts';

/** Leaves out what is absent, so that the CRM's own default stands. */
export function present(values: Readonly<Record<string, AttributeValue | null>>): Attributes {
  const entries = Object.entries(values).filter(
    (entry): entry is [string, AttributeValue] => entry[1] !== null && entry[1] !== '',
  );
  return Object.fromEntries(entries);
}

/** What changes of a record: `undefined` is left out and stays as it is, null is sent as empty text, since SuiteCRM ignores a null. */
export function changing(values: Readonly<Record<string, string | null | undefined>>): Attributes {
  const changed = Object.entries(values).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, value ?? '']],
  );
  return Object.fromEntries(changed);
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
 * the currency per unit of the CRM's own; SuiteCRM computes the twin again on save. What is null is unknown, and left out.
 */
export function amounts(values: Readonly<Record<string, Decimal | null>>, conversionRate: Decimal): Attributes {
  return Object.fromEntries(
    Object.entries(values).flatMap(([field, value]) =>
      value === null
        ? []
        : [
            [field, number(value)],
            [`${field}_usdollar`, number(toBase(value, conversionRate))],
          ],
    ),
  );
}

/** Whether a record states an amount: SuiteCRM answers an unknown one as empty text. */
export function statesAmount({ attributes }: CrmRecord, field: string): boolean {
  return (attributes[field] ?? '').trim() !== '';
}

/**
 * Reads the amounts of a record as the CRM answers them, by field: text with a point; empty or left out is 0.
 * @throws {UnreadableAmount} for anything else, such as `1,234.50`.
 */
export function amountsOf(module: string, { id, attributes }: CrmRecord): (field: string) => Decimal {
  return (field) => {
    const text = (attributes[field] ?? '').trim();
    if (text === '') return new Decimal(0);
    if (!isPlainNumber(text)) throw new UnreadableAmount(module, id, field);
    return new Decimal(text);
  };
}

/** Attributes as a person reads them: amounts as their digits. */
export function readableAttributes(attributes: Attributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'string' ? value : value.number]),
  );
}
