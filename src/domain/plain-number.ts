import { MAX_NUMBER_LENGTH } from './json-number.ts';

const PLAIN = /^-?\d+(?:\.\d+)?$/;

/** Whether a text from outside is a decimal as a CRM writes one: digits with a point, no exponent, at most 100 characters. */
export function isPlainNumber(text: string): boolean {
  return text.length <= MAX_NUMBER_LENGTH && PLAIN.test(text);
}
