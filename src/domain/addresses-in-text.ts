import { JsonNumber } from './json-number.ts';

/** What stands where an address was. */
export const ERASED = '[erased]';

/** What an address is made of, and no more of it: a longer one that holds it is another one. JSON may have written the end of a line before it. */
const BEFORE = '(?:(?<![\\w.%+-])|(?<=\\\\[bfnrt]))';
const AFTER = '(?![\\w-]|\\.\\w)';

/** Takes addresses, in any letter case, out of texts. Takes time in proportion to the text for each address. */
export class AddressMask {
  readonly #patterns: readonly { readonly address: string; readonly pattern: RegExp }[];

  /** `addresses`: in lower case. */
  constructor(addresses: Iterable<string>) {
    this.#patterns = [...addresses].map((address) => ({
      address,
      pattern: new RegExp(`${BEFORE}${RegExp.escape(address)}${AFTER}`, 'giu'),
    }));
  }

  /** A text without the addresses. */
  text(text: string): string {
    const lower = text.toLowerCase();
    return this.#patterns.reduce(
      (masked, { address, pattern }) => (lower.includes(address) ? masked.replace(pattern, ERASED) : masked),
      text,
    );
  }

  /** A JSON value without them, numbers as they were written. */
  json(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.json(member)]));
  }
}

const WORD = /[^\s"'<>()[\],;:]+/g;

/** A text without whatever looks like an e-mail address. Takes time in proportion to its length. */
export function withoutAddresses(text: string): string {
  return text.includes('@') ? text.replace(WORD, (word) => (isAddress(word) ? ERASED : word)) : text;
}

function isAddress(word: string): boolean {
  const at = word.indexOf('@');
  return at > 0 && at < word.length - 1;
}
