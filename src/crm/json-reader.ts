/** The JSON object found in an answer, and how many characters that are no JSON stood around it (white space not counted). */
export interface FoundJson {
  readonly value: Readonly<Record<string, unknown>>;
  readonly noiseBefore: number;
  readonly noiseAfter: number;
}

/**
 * Reads the answer out of a body that may hold more than the answer: PHP prints warnings before or after the JSON, and
 * SuiteCRM glues "Database failure..." on behind it. Returns the first complete JSON object with at least one of
 * `keys`, or null when there is none or the body breaks off inside it.
 */
export function readJson(body: Uint8Array, keys: readonly string[]): FoundJson | null {
  const text = new TextDecoder().decode(body);
  let from = 0;
  for (let start = nextBracket(text, from); start !== -1; start = nextBracket(text, from)) {
    const end = endOfValue(text, start);
    if (end === 'cut') return null;
    if (end === 'not json') {
      from = start + 1;
      continue;
    }
    const value = parseObject(text.slice(start, end));
    if (value !== null && keys.some((key) => Object.hasOwn(value, key))) {
      return { value, noiseBefore: text.slice(0, start).trim().length, noiseAfter: text.slice(end).trim().length };
    }
    from = end;
  }
  return null;
}

function nextBracket(text: string, from: number): number {
  const brace = text.indexOf('{', from);
  const square = text.indexOf('[', from);
  if (brace === -1 || square === -1) return Math.max(brace, square);
  return Math.min(brace, square);
}

// What stands between JSON's strings and brackets, loosely. A warning's "array[name]" or "{main}" fails at its first letter.
const BETWEEN = /[\s,:\d.eE+-]+|true|false|null/y;

/** Where the value that opens at `start` closes; 'cut' when the text ends first, 'not json' at the first foreign character. */
function endOfValue(text: string, start: number): number | 'cut' | 'not json' {
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
      if (depth === 0) return at;
    } else if (char === '"') {
      const end = endOfString(text, at);
      if (end === null) return 'cut';
      at = end;
    } else {
      BETWEEN.lastIndex = at;
      if (!BETWEEN.test(text)) return isCutWord(text, at) ? 'cut' : 'not json';
      at = BETWEEN.lastIndex;
    }
  }
  return 'cut';
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
