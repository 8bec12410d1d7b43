const CHARACTERS: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#039;': "'",
  '&#39;': "'",
  '&amp;': '&',
};

/**
 * The text behind an attribute of an answer. SuiteCRM 7.14 encodes `< > " '` and leaves `&` alone, while custom (`_c`)
 * fields hold `&amp;`. No other entity is known, and what was decoded is not read again: "&amp;lt;" stays the text "&lt;".
 */
export function decodeHtml(text: string): string {
  return text.replace(/&(?:lt|gt|quot|#0?39|amp);/g, (entity) => CHARACTERS[entity] ?? entity);
}
