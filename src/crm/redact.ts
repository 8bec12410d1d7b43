const EMAIL = /[^\s"'<>()[\],;:]+@[^\s"'<>()[\],;:]+/g;
// A JWT, or an opaque key: longer than any UUID.
const TOKEN = /\beyJ[\w-]+\.[\w.-]+|\b[\w-]{40,}/g;
const LABELLED = /\b(bearer\s|\w*(?:password|secret|token)(?:\s+is\s+invalid)?\s*[:=])\s*\S+/gi;
const REMOVED = '[removed]';
const MAX_LENGTH = 300;
// So much is looked at: enough for what is shown, and little enough for patterns that try again at every character.
const MAX_READ = 1500;
// Of a longer value so much is looked for, and then as much more as the text has of it: a CRM may quote it cut.
const HEAD = 64;

/** A text without tokens and passwords, and otherwise as it is. Takes time in proportion to its length. */
export function removeSecrets(text: string): string {
  return text.replace(LABELLED, `$1 ${REMOVED}`).replace(TOKEN, REMOVED);
}

/**
 * A CRM's own words, fit for an error message and a log: on one line, at most 300 characters, without e-mail addresses,
 * tokens and passwords, and without the values of `sent`. Of a text of more than 1500 characters only the beginning is read.
 */
export function redact(text: string, sent: readonly string[] = []): string {
  const whole = text.length <= MAX_READ;
  const unsent = [...sent]
    .sort((a, b) => b.length - a.length)
    .reduce(withoutValue, whole ? text : text.slice(0, MAX_READ));
  // Where the text was cut through a value that is too short to have been known by its head.
  const known = whole ? unsent : unsent.slice(0, -HEAD);
  const clean = removeSecrets(known).replace(EMAIL, REMOVED).replace(/\s+/g, ' ').trim();
  return !whole || clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH - 1)}…` : clean;
}

function withoutValue(text: string, value: string): string {
  const head = value.slice(0, HEAD);
  if (head === '') return text;
  let left = '';
  let from = 0;
  for (let at = text.indexOf(head); at !== -1; at = text.indexOf(head, from)) {
    left += text.slice(from, at) + REMOVED;
    from = at + commonLength(text, at, value);
  }
  return left + text.slice(from);
}

/** How many characters of `value` stand in the text from `at`. */
function commonLength(text: string, at: number, value: string): number {
  let length = 0;
  while (length < value.length && text.charCodeAt(at + length) === value.charCodeAt(length)) length += 1;
  return length;
}
