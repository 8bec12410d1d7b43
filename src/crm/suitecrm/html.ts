/**
 * The text behind an attribute of an answer. SuiteCRM 7.14 encodes `< > " '` and leaves `&` alone, while custom (`_c`)
 * fields hold `&amp;`. That one comes last and no other entity is known, so that "&amp;lt;" stays the text "&lt;".
 */
export function decodeHtml(text: string): string {
  if (!text.includes('&')) return text;
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#039;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
