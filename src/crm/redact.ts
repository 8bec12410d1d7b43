const EMAIL = /[^\s"'<>()[\],;:]+@[^\s"'<>()[\],;:]+/g;
// A JWT, or an opaque key: longer than any UUID.
const TOKEN = /\beyJ[\w-]+\.[\w.-]+|\b[\w-]{40,}/g;
const LABELLED = /\b(bearer\s|\w*(?:password|secret|token)(?:\s+is\s+invalid)?\s*[:=])\s*\S+/gi;
const MAX_LENGTH = 300;

/** A text without tokens and passwords, and otherwise as it is. */
export function removeSecrets(text: string): string {
  return text.replace(LABELLED, '$1 [removed]').replace(TOKEN, '[removed]');
}

/**
 * A CRM's own words, fit for an error message and a log: on one line, at most 300 characters, without e-mail addresses,
 * tokens and passwords, and without the values of `sent`.
 */
export function redact(text: string, sent: readonly string[] = []): string {
  const unsent = [...sent]
    .sort((a, b) => b.length - a.length)
    .reduce((left, value) => left.replaceAll(value, '[removed]'), text);
  const clean = removeSecrets(unsent).replace(EMAIL, '[removed]').replace(/\s+/g, ' ').trim();
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH - 1)}…` : clean;
}
