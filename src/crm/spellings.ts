import { decodeHTML } from 'entities';

/** A text that was read from another one, and for each of its UTF-16 units the part of the other one that it stands for. */
export interface Spelling {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

// Each alternative is bounded, so that looking for one from every character takes time in proportion to the length.
const HTML = /&(?:#x?[\da-f]{1,8}|[a-z][a-z\d]{1,31});?/;
const BYTES = /(?:%|\\x)[0-7][\da-f]|(?:%|\\x)[c-f][\da-f](?:(?:%|\\x)[89ab][\da-f]){1,3}|(?:%|\\x)[\da-f]{2}/;
const UNITS = /(?:\\u[\da-f]{4}){1,2}/;
const SPELLED = new RegExp(`${[HTML, BYTES, UNITS].map(({ source }) => source).join('|')}|[^]`, 'gi');
/** "&amp;amp;#039;" is read in three. */
const ROUNDS = 3;

/** The text itself. */
export function asItIs(text: string): Spelling {
  const starts = Array.from({ length: text.length }, (_, at) => at);
  return { text, starts, ends: starts.map((at) => at + 1) };
}

/**
 * The text behind a text in which programs have spelled characters in their way: as entities of HTML, percent-encoded, as `\u0040` of
 * JSON, as `\x40` of MySQL, and each of these inside of another.
 */
export function decoded(text: string): Spelling {
  let reading = asItIs(text);
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = decodedOnce(reading);
    if (next.text === reading.text) break;
    reading = next;
  }
  return reading;
}

/**
 * What is left of a text by which it is known in any letter case, however its blanks, quotes, escapes and accents are written: its
 * letters and digits, or, where `bare` is false, all but its blanks.
 */
export function folded(reading: Spelling, bare: boolean): Spelling {
  return rewritten(reading, reading.text, (character) => fold(character, bare));
}

function decodedOnce(reading: Spelling): Spelling {
  if (!/[&%\\]/.test(reading.text)) return reading;
  const tokens = reading.text.match(SPELLED) ?? [];
  return rewritten(reading, tokens, (token) => (token.length === 1 ? token : meaning(token)));
}

/** The reading of what `replace` makes of each part of the text; `parts` are the whole text. */
function rewritten(reading: Spelling, parts: Iterable<string>, replace: (part: string) => string): Spelling {
  let text = '';
  let at = 0;
  const starts: number[] = [];
  const ends: number[] = [];
  for (const part of parts) {
    const written = replace(part);
    const last = at + part.length - 1;
    for (let unit = 0; unit < written.length; unit += 1) {
      starts.push(reading.starts[written === part ? at + unit : at] ?? 0);
      ends.push(reading.ends[written === part ? at + unit : last] ?? 0);
    }
    text += written;
    at = last + 1;
  }
  return { text, starts, ends };
}

function meaning(token: string): string {
  if (token.startsWith('&')) return decodeHTML(token);
  const code = token.replace(/%|\\[xu]/gi, '');
  if (/^\\u/i.test(token)) return code.replace(/.{4}/g, (unit) => String.fromCharCode(Number.parseInt(unit, 16)));
  const bytes = Buffer.from(code, 'hex');
  const text = bytes.toString('utf8');
  return text.includes('\uFFFD') ? bytes.toString('latin1') : text;
}

const NEITHER = /[^\p{L}\p{N}]/gu;
const PLAIN = /[\dA-Za-z]/;
const BLANK = /\s/;
const BLANKS = /\s+/g;

function fold(character: string, bare: boolean): string {
  if (PLAIN.test(character)) return character.toUpperCase();
  if (character <= '~' && (bare || BLANK.test(character))) return '';
  const upper = character.normalize('NFKD').toUpperCase();
  return upper.replace(bare ? NEITHER : BLANKS, '');
}
