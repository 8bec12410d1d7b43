import { decodeHTMLStrict } from 'entities';

/**
 * The text that people read: WordPress keeps titles with HTML entities in them, as `Ground Advantage&#8482;`. Decoded once, by all names
 * of HTML that end with a semicolon, so that `H&M` and `&notes` stay; in time proportional to the text.
 */
export function decodeEntities(text: string): string {
  return text.includes('&') ? decodeHTMLStrict(text) : text;
}
