import { parse } from 'secure-json-parse';
import { TillbridgeError } from './errors.ts';
import { JsonNumber } from './json-number.ts';

const MAX_DEPTH = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The bytes are not JSON as this service takes it. The message says what is wrong and quotes nothing of the text. */
export class JsonError extends TillbridgeError {
  readonly code = 'json_invalid';
  readonly errorClass = 'permanent';
}

/**
 * Parses UTF-8 JSON (RFC 8259) strictly: no byte order mark, at most 32 levels deep, no `__proto__` or `constructor.prototype`.
 * Every number becomes a `JsonNumber` that holds its source text, so that no amount passes through binary floating point.
 * @throws {JsonError}
 */
export function readJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  if (text.trim() === '') throw new JsonError('The text is empty.');
  if (text.startsWith('\uFEFF')) throw new JsonError('The text starts with a byte order mark; send plain UTF-8.');
  // JSON.parse calls its reviver recursively: depth is checked before, or a body of brackets exhausts the stack.
  refuseDeepNesting(text);
  try {
    return parse(text, keepNumberText);
  } catch (error) {
    throw error instanceof JsonError ? error : new JsonError(describeSyntaxError(error));
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new JsonError('The text is not valid UTF-8.');
  }
}

function refuseDeepNesting(text: string): void {
  let depth = 0;
  let inString = false;
  for (let position = 0; position < text.length; position += 1) {
    const unit = text.charCodeAt(position);
    if (inString) {
      if (unit === BACKSLASH) position += 1;
      else if (unit === QUOTE) inString = false;
    } else if (unit === QUOTE) {
      inString = true;
    } else if (unit === 0x5b || unit === 0x7b) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new JsonError(`The text is nested deeper than ${MAX_DEPTH} levels.`);
    } else if (unit === 0x5d || unit === 0x7d) {
      depth -= 1;
    }
  }
}

// `context.source` is the number as written (ES2026 "JSON.parse source text access").
function keepNumberText(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number') return value;
  if (context?.source === undefined)
    throw new TypeError('This JavaScript engine does not hand over the text of numbers');
  const vanished = value === 0 && /^-?[0.]*[1-9]/.test(context.source);
  // Bounds the exponent, so that a number of ten characters cannot be written out as a gigabyte of zeros.
  if (!Number.isFinite(value) || vanished) throw new JsonError('The text holds a number that is out of all range.');
  return new JsonNumber(context.source);
}

// The engine's own message quotes the body, which is personal data: only the position is kept.
function describeSyntaxError(error: unknown): string {
  if (!(error instanceof SyntaxError)) throw error;
  if (error.message.includes('forbidden prototype')) {
    return 'The text has a "__proto__" or "constructor.prototype" key, which is refused.';
  }
  const position = /at position (\d+)/.exec(error.message)?.[1];
  return position === undefined
    ? 'The text is not JSON.'
    : `The text is not JSON: it goes wrong at character ${position}.`;
}
