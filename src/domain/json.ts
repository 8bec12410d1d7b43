import { parse } from 'secure-json-parse';
import { JsonError } from './json-error.ts';
import { JsonNumber } from './json-number.ts';
import { scanJson } from './json-scan.ts';

export { JsonError } from './json-error.ts';

/** What a webhook may hold: 65 values for each of the most lines that an order has. */
export const MAX_VALUES = 65_000;

// Nobody has a field of these names: an attack, or text that a shop passes on.
const FORBIDDEN = { protoAction: 'remove', constructorAction: 'remove' } as const;

/**
 * Parses UTF-8 JSON (RFC 8259) strictly: no byte order mark, at most 32 levels deep; members named `__proto__` and
 * `constructor.prototype` are left out.
 * Every number becomes a `JsonNumber` that holds its source text, so that no amount passes through binary floating point.
 * Takes time in proportion to the size. `maxValues`: how many members, items and containers there may be in all.
 * @throws {JsonError}
 */
export function readJson(bytes: Uint8Array, maxValues = MAX_VALUES): unknown {
  const text = decodeUtf8(bytes);
  if (text.trim() === '') throw new JsonError('The text is empty.');
  if (text.startsWith('\uFEFF')) throw new JsonError('The text starts with a byte order mark; send plain UTF-8.');
  const scanned = scanJson(text, maxValues);
  if (scanned === null) throw syntaxErrorOf(text);
  try {
    const value: unknown = parse(scanned.text, FORBIDDEN);
    return scanned.numbers.length === 0 ? value : withNumbers(value, scanned.numbers);
  } catch (error) {
    throw error instanceof SyntaxError ? syntaxErrorOf(text) : error;
  }
}

/** The same of what may be no JSON, or have too many values: null then. */
export function readJsonIfSound(bytes: Uint8Array, maxValues = MAX_VALUES): unknown {
  try {
    return readJson(bytes, maxValues);
  } catch (error) {
    if (error instanceof JsonError) return null;
    throw error;
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw new JsonError('The text is not valid UTF-8.');
  }
}

// In place, and not by a reviver: JSON.parse takes microseconds for each call of one. Nesting was bounded by the scan.
function withNumbers(value: unknown, numbers: readonly string[]): unknown {
  if (typeof value === 'number') return new JsonNumber(numbers[value] ?? '');
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) value[index] = withNumbers(value[index], numbers);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) value[key] = withNumbers(value[key], numbers);
  }
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

// The engine's own message quotes the body, which is personal data: only the position is kept.
function syntaxErrorOf(text: string): JsonError {
  try {
    JSON.parse(text);
  } catch (error) {
    const position = error instanceof SyntaxError ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
    if (position !== undefined) return new JsonError(`The text is not JSON: it goes wrong at character ${position}.`);
  }
  return new JsonError('The text is not JSON.');
}
