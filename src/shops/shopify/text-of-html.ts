import { decodeHTML } from 'entities';

/** What people read of HTML: without its tags and with its entities as characters. Takes time in proportion to the text. */
export function textOfHtml(html: string): string {
  // Up to the next bracket of either kind, or unclosed tags would be looked through again and again.
  const text = html.replaceAll(/<[^<>]*>/g, ' ');
  return decodeHTML(text).replaceAll(/\s+/g, ' ').trim();
}
