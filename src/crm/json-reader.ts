/** The JSON object found in an answer, and how many characters that are no JSON stood around it (white space not counted). */
export interface FoundJson {
  readonly value: Readonly<Record<string, unknown>>;
  readonly noiseBefore: number;
  readonly noiseAfter: number;
}

// A body is gone over so many times in all. A warning's brackets fail at their first letters; only a body made of them needs more.
const MAX_PASSES = 4;
// So many values in brackets are tried before the answer is given up: each that is no JSON costs the engine an exception.
const MAX_TRIES = 1000;
const BRACKET = /[{[]/g;

/**
 * Reads the answer out of a body that may hold more than the answer: PHP prints warnings before or after the JSON, and
 * SuiteCRM glues "Database failure..." on behind it. Returns the first complete JSON object with at least one of
 * `keys`, or null when there is none, the body breaks off inside it, or so much of it looks like JSON and is none that the
 * search takes more than a few times its length, or a thousand tries.
 */
export function findJson(body: Uint8Array, keys: readonly string[]): FoundJson | null {
  const text = new TextDecoder().decode(body);
  let left = MAX_PASSES * text.length;
  let tries = MAX_TRIES;
  let from = 0;
  for (let start = nextBracket(text, from); start !== -1 && left > 0 && tries > 0; start = nextBracket(text, from)) {
    const { kind, end } = endOfValue(text, start);
    if (kind === 'cut') return null;
    left -= end - start;
    if (kind === 'not json') {
      from = start + 1;
      continue;
    }
    from = end;
    // A list is no answer.
    if (text[start] === '[') continue;
    tries -= 1;
    const value = parseObject(text.slice(start, end));
    if (value !== null && keys.some((key) => Object.hasOwn(value, key))) {
      return { value, noiseBefore: text.slice(0, start).trim().length, noiseAfter: text.slice(end).trim().length };
    }
  }
  return null;
}

function nextBracket(text: string, from: number): number {
  BRACKET.lastIndex = from;
  return BRACKET.exec(text)?.index ?? -1;
}

// What stands between JSON's strings and brackets, loosely. A warning's "array[name]" or "{main}" fails at its first letter.
const BETWEEN = /[\s,:\d.eE+-]+|true|false|null/y;

/** Where an attempt at a value ended: behind its last bracket, at the first foreign character, or with the text. */
interface ValueEnd {
  readonly kind: 'value' | 'not json' | 'cut';
  readonly end: number;
}

function endOfValue(text: string, start: number): ValueEnd {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const char = text[at];
    if (char === '{' || char === '[') {
      depth += 1;
      at += 1;
    } else if (char === '}' || char === ']') {
      depth -= 1;
      at += 1;
      if (depth === 0) return { kind: 'value', end: at };
    } else if (char === '"') {
      const end = endOfString(text, at);
      if (end === null) return { kind: 'cut', end: text.length };
      at = end;
    } else {
      BETWEEN.lastIndex = at;
      if (!BETWEEN.test(text)) return { kind: isCutWord(text, at) ? 'cut' : 'not json', end: at + 1 };
      at = BETWEEN.lastIndex;
    }
  }
  return { kind: 'cut', end: text.length };
}

function endOfString(text: string, start: number): number | null {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') return at + 1;
    if (char === '\\') at += 1;
  }
  return null;
}

function isCutWord(text: string, at: number): boolean {
  const rest = text.slice(at, at + 5);
  return at + rest.length === text.length && ['true', 'false', 'null'].some((word) => word.startsWith(rest));
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    // Balanced brackets that are no JSON, such as "[2026-11-21]", are noise.
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
