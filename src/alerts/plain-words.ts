/**
 * A text from elsewhere as words for a chat: on one line, bounded, and without what Slack or Teams take for markup, a mention or a link.
 * What remains are letters, digits and a few marks.
 */
export function plainWords(text: string, longest = 80): string {
  const words = text.slice(0, longest * 4).replace(/[^\p{L}\p{N} .:/#_-]+/gu, ' ');
  return words.replace(/\s+/g, ' ').trim().slice(0, longest);
}

/** Escaped as Slack asks for: nothing in it is a link, a mention or a command any more. Teams shows the same. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
