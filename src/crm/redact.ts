import { asItIs, decoded, folded, type Spelling } from './spellings.ts';

const EMAIL = /[^\s"'<>()[\],;:]+@[^\s"'<>()[\],;:]+/g;
// A JWT, or an opaque key: longer than any UUID.
const TOKEN = /\beyJ[\w-]+\.[\w.-]+|\b[\w-]{40,}/g;
const LABELLED = /\b(bearer\s|\w*(?:password|secret|token)(?:\s+is\s+invalid)?\s*[:=])\s*\S+/gi;
const REMOVED = '[removed]';
const MAX_LENGTH = 300;
// So much is looked at: enough for what is shown, and little enough for patterns that try again at every character.
const MAX_READ = 1500;
// Of a longer value so much is looked for, and then as much more as the text has of it: a CRM may quote it cut.
const HEAD = 12;
// Of a value no more can stand in what is read, whatever it is spelled with there; its head is in the beginning of that.
const MAX_VALUE = 8 * MAX_READ;
const HEAD_WITHIN = 20 * HEAD;
// Where the text was cut through a value that is too short to have been known by its head, each character spelled in ten.
const CUT = 10 * HEAD;
const TAG = /<[^<>]*>/g;

// Four letters, or two of a script where two are a name.
const TELLING = /.{4}|\P{ASCII}{2}/u;

/** Whether a value is long enough to tell something of a person. */
export function isTelling(value: string): boolean {
  return TELLING.test(value);
}

/** A text without tokens and passwords, and otherwise as it is. Takes time in proportion to its length. */
export function removeSecrets(text: string): string {
  return text.replace(LABELLED, `$1 ${REMOVED}`).replace(TOKEN, REMOVED);
}

/** The beginning of a text, without e-mail addresses, tokens and passwords. */
export function withoutPersonal(text: string): string {
  return removeSecrets(text.slice(0, MAX_READ).replace(EMAIL, REMOVED));
}

/**
 * A CRM's own words, fit for an error message and a log: on one line, at most 300 characters, without e-mail addresses,
 * tokens and passwords, and without the values of `sent`, whichever way the CRM spells them: in another letter case, its blanks and
 * quotes changed, encoded for HTML, a URL, JSON or SQL. Of a text of more than 1500 characters only the beginning is read.
 */
export function redact(text: string, sent: readonly string[] = []): string {
  const whole = text.length <= MAX_READ;
  const read = whole ? text : text.slice(0, MAX_READ);
  const parts = partsToRemove(read, sent);
  const clean = removeSecrets(without(read, parts, whole ? read.length : read.length - CUT))
    .replace(/\s+/g, ' ')
    .trim();
  return !whole || clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH - 1)}…` : clean;
}

type Part = readonly [start: number, end: number];

/** A way to read a value, and the text read in that way; a value that tells too little when it is read so is read in the next. */
interface Manner {
  readonly read: (value: string) => Spelling;
  readonly text: Spelling;
}

function partsToRemove(text: string, sent: readonly string[]): Part[] {
  const plain = decoded(text);
  const emails = [...plain.text.matchAll(EMAIL)].map(({ 0: { length }, index }) => partOf(plain, index, length));
  // As it stands too: what is before a value in the text may make it look like a part of an entity.
  const readings = plain.text === text ? [plain] : [plain, asItIs(text)];
  const manners = readings.map((reading): Manner[] => [
    { read: (value) => folded(decoded(value), true), text: folded(reading, true) },
    { read: (value) => folded(decoded(value), false), text: folded(reading, false) },
    { read: asItIs, text: asItIs(text) },
  ]);
  const values = sent.flatMap(withoutTags);
  return [...emails, ...manners.flatMap((ways) => values.flatMap((value) => occurrences(ways, value)))];
}

function withoutTags(value: string): string[] {
  const trimmed = value.trimStart().slice(0, MAX_VALUE);
  return trimmed.includes('<') ? [trimmed, trimmed.replace(TAG, '').trimStart()] : [trimmed];
}

function occurrences(ways: readonly Manner[], value: string): Part[] {
  const beginning = value.slice(0, HEAD_WITHIN);
  const way = ways.find(({ read }) => isTelling(read(beginning).text));
  if (way === undefined) return [];
  const { text } = way.text;
  const head = way.read(beginning).text.slice(0, HEAD);
  const parts: Part[] = [];
  let whole = head;
  for (let at = text.indexOf(head), from = 0; at !== -1; at = text.indexOf(head, from)) {
    if (parts.length === 0) whole = way.read(value).text;
    from = at + Math.max(head.length, commonLength(text, at, whole));
    parts.push(partOf(way.text, at, from - at));
  }
  return parts;
}

function partOf({ starts, ends }: Spelling, at: number, length: number): Part {
  return [starts[at] ?? 0, ends[at + length - 1] ?? 0];
}

/** The text up to `end` with one word in the place of each part. */
function without(text: string, parts: readonly Part[], end: number): string {
  let left = '';
  let from = 0;
  for (const [start, stop] of parts.toSorted(([a], [b]) => a - b)) {
    if (start >= end) break;
    if (start >= from) left += text.slice(from, start) + REMOVED;
    from = Math.max(from, stop);
  }
  return left + text.slice(from, Math.max(from, end));
}

/** How many characters of `value` stand in the text from `at`. */
function commonLength(text: string, at: number, value: string): number {
  let length = 0;
  while (length < value.length && text.charCodeAt(at + length) === value.charCodeAt(length)) length += 1;
  return length;
}

/** What a call sends, as far as it may be about a person. */
export interface Sent {
  /** JSON. */
  readonly body?: string | null;
  /** The values of a filter. */
  readonly sought?: readonly string[];
}

/** The texts of a call, of its body and its filter, that are long enough to tell something of a person. */
export function sentValues({ body, sought = [] }: Sent): string[] {
  const values = sought.filter(isTelling);
  if (body != null)
    JSON.parse(body, (name, value: unknown) => {
      if (typeof value === 'string' && isTelling(value) && name !== 'type' && name !== 'id') values.push(value);
      return value;
    });
  return values;
}
