import { decodeHTML } from 'entities';

const dropped = /<(script|style|iframe|object|embed|noscript)\b[^>]*>[\s\S]*?(<\/\1\s*>|$)/gi;
const comment = /<!--[\s\S]*?(-->|$)/g;
const tag = /<(\/?)([a-zA-Z][^\s>/]*)([^>]*)>/g;
const unfinishedTag = /<[a-zA-Z/!][^>]*$/;
const handler = /\son[a-z]+\s*=\s*("[^"]*"|'[^']*'|[^\s>]*)/gi;
const allowed = new Set(
  'a abbr address b blockquote br caption center cite code col dd del dfn div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var'.split(
    ' ',
  ),
);
const empty = new Set(['br', 'col', 'hr', 'img']);

/**
 * What SuiteCRM's HTML purifier leaves of a text before it is stored: line ends become `\n`; scripts go with their
 * content, comments, unknown and unfinished tags go (`Tom <tom@example.com>` keeps only `Tom `), known ones are written
 * small and closed; entities are decoded.
 */
export function purify(text: string): string {
  const lines = text.replaceAll('\r\n', '\n');
  if (!lines.includes('<') && !lines.includes('&')) {
    return lines;
  }
  return decodeHTML(balanced(lines.replace(dropped, '').replace(comment, '').replace(unfinishedTag, '')));
}

/** Closes what is open at the end, and drops what closes nothing. */
function balanced(text: string): string {
  const open: string[] = [];
  const closed = text.replace(tag, (_whole, slash: string, written: string, rest: string) => {
    const name = written.toLowerCase();
    if (!allowed.has(name)) {
      return '';
    }
    if (slash === '') {
      if (!empty.has(name)) {
        open.push(name);
      }
      return `<${name}${rest.replace(handler, '')}>`;
    }
    const from = open.lastIndexOf(name);
    return from === -1 ? '' : endings(open.splice(from));
  });
  return closed + endings(open);
}

function endings(open: readonly string[]): string {
  return open
    .map((name) => `</${name}>`)
    .reverse()
    .join('');
}

const encoded: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#039;' };

/** How an answer writes stored text: `<`, `>` and quotes as entities, but not `&`. */
export function encodeForAnswer(text: string): string {
  return /[<>"']/.test(text) ? text.replace(/[<>"']/g, (character) => encoded[character] ?? character) : text;
}
