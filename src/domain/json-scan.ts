import { JsonError } from './json-error.ts';

const MAX_DEPTH = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const SMALL_E = 0x65;
const LARGE_E = 0x45;
const GOES_ON: ReadonlySet<number> = new Set([POINT, MINUS, PLUS, SMALL_E, LARGE_E]);

// A double has at most 309 digits before its point: a shorter number without an exponent is in range.
const SURELY_IN_RANGE = 300;

/** A JSON text whose numbers were taken out: the text holds the index of each one in `numbers` in its place. */
export interface ScannedJson {
  readonly text: string;
  /** As they were written. */
  readonly numbers: readonly string[];
}

/**
 * Goes once over a text that may be JSON, takes its numbers out, and refuses what would cost too much to read: deep nesting, of
 * which parsers die, and more than `maxValues` values. Null where a number is not written as JSON writes it.
 * @throws {JsonError}
 */
export function scanJson(text: string, maxValues: number): ScannedJson | null {
  const numbers: string[] = [];
  let taken = '';
  let copied = 0;
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      at = endOfString(text, at);
    } else if (unit === 0x5b || unit === 0x7b) {
      depth += 1;
      values += 1;
      if (depth > MAX_DEPTH) throw new JsonError(`The text is nested deeper than ${MAX_DEPTH} levels.`);
    } else if (unit === 0x5d || unit === 0x7d) {
      depth -= 1;
    } else if (unit === COMMA) {
      values += 1;
    } else if (unit === MINUS || isDigit(unit)) {
      const end = endOfNumber(text, at);
      if (end === null) return null;
      const source = text.slice(at, end);
      refuseOutOfRange(source);
      taken += text.slice(copied, at) + numbers.length;
      numbers.push(source);
      copied = end;
      at = end - 1;
    }
    if (values > maxValues) throw new JsonError(`The text holds more than ${maxValues} values.`);
  }
  return { text: taken + text.slice(copied), numbers };
}

/** Where the string that opens at `start` closes; the end of the text when it does not. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at;
    if (unit === BACKSLASH) at += 1;
  }
  return text.length;
}

/** Where the number that begins at `start` ends; null for one that JSON does not write so, such as `01` or `1.`. */
function endOfNumber(text: string, start: number): number | null {
  const whole = text.charCodeAt(start) === MINUS ? start + 1 : start;
  let at = endOfDigits(text, whole);
  if (at === whole || (at > whole + 1 && text.charCodeAt(whole) === ZERO)) return null;
  if (text.charCodeAt(at) === POINT) {
    const fraction = at + 1;
    at = endOfDigits(text, fraction);
    if (at === fraction) return null;
  }
  const unit = text.charCodeAt(at);
  if (unit === SMALL_E || unit === LARGE_E) {
    const sign = text.charCodeAt(at + 1);
    const exponent = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
    at = endOfDigits(text, exponent);
    if (at === exponent) return null;
  }
  // Or what follows would become a part of the index.
  return GOES_ON.has(text.charCodeAt(at)) ? null : at;
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}

// Bounds the exponent, so that a number of ten characters cannot be written out as a gigabyte of zeros.
function refuseOutOfRange(source: string): void {
  if (source.length < SURELY_IN_RANGE && !source.includes('e') && !source.includes('E')) return;
  const value = Number(source);
  const vanished = value === 0 && /^-?[0.]*[1-9]/.test(source);
  if (!Number.isFinite(value) || vanished) throw new JsonError('The text holds a number that is out of all range.');
}
