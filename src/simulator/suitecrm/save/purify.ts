import { decodeHTML } from 'entities';

const dropped = /<(script|style|iframe|object|embed|noscript)\b[^>]*>[\s\S]*?(<\/\1\s*>|$)/gi;
const tag = /<(\/?)([a-zA-Z][^\s>/]*)([^>]*)>/g;
const handler = /\son[a-z]+\s*=\s*("[^"]*"|'[^']*'|[^\s>]*)/gi;
const allowed = new Set(
  'a abbr address b blockquote br caption center cite code col dd del dfn div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var'.split(
    ' ',
  ),
);

/**
 * What SuiteCRM's HTML purifier leaves of a text before it is stored: scripts go with their content, unknown tags
 * go (`Tom <tom@example.com>` keeps only `Tom `), and entities are decoded.
 */
export function purify(text: string): string {
  if (!text.includes('<') && !text.includes('&')) {
    return text;
  }
  const cleaned = text
    .replace(dropped, '')
    .replace(tag, (whole, _slash: string, name: string) =>
      allowed.has(name.toLowerCase()) ? whole.replace(handler, '') : '',
    );
  return decodeHTML(cleaned);
}

const encoded: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#039;' };

/** How an answer writes stored text: `<`, `>` and quotes as entities, but not `&`. */
export function encodeForAnswer(text: string): string {
  return /[<>"']/.test(text) ? text.replace(/[<>"']/g, (character) => encoded[character] ?? character) : text;
}
