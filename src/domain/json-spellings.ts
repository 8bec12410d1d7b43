/** A text as JSON may spell it, for a search in what shops sent. In lower case, as far as ASCII goes: what is searched has to be so as well. */
export interface Spellings {
  /** All spellings, as a regular expression of PostgreSQL. Always linear: it repeats nothing. */
  readonly pattern: string;
  /** One of these stands in whatever the pattern matches; none where nothing can be told without it. */
  readonly parts: readonly string[];
  /** The text is spelt by its one part: the pattern tells nothing more. */
  readonly plain: boolean;
}

/** Text of JSON as its bytes are shown where they may be no text at all: as `encode(…, 'escape')` of PostgreSQL does. */
export function asEscapedBytes(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      if (byte === 0x5c) return '\\\\';
      return byte === 0 || byte >= 0x80 ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte);
    })
    .join('');
}

/** What every writer of JSON writes in one way; others write `/` or `<` as an escape, or whatever is not ASCII. */
const SIMPLE = /^[ !#$%()*+,.0-9:;=?@A-Z[\]^_`a-z{|}~-]$/;

/**
 * The ways in which JSON may write a text, in upper and lower case: `é` may stand as it is or as an escape, and so may `É`. `write`: what
 * is made of each spelling before it is looked for.
 */
export function spellingsOf(text: string, write: (spelling: string) => string = (spelling) => spelling): Spellings {
  const characters = [...text.toLowerCase()].map((character) => ({
    simple: SIMPLE.test(character),
    forms: formsOf(character).map(write),
  }));
  const pattern = characters.map(({ forms }) => oneOf(forms)).join('');
  const runs = characters
    .map(({ simple, forms: [form = ''] }) => (simple ? form : '\u0000'))
    .join('')
    .split('\u0000');
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  const uncased = characters.find(({ simple, forms }) => !simple && forms.length === 2);
  const parts = longest.length > 1 || uncased === undefined ? [longest] : uncased.forms;
  return {
    pattern,
    parts: parts.filter((part) => part !== ''),
    plain: characters.every(({ simple }) => simple),
  };
}

function formsOf(character: string): string[] {
  if (SIMPLE.test(character)) return [character];
  const upper = character.toUpperCase();
  const cased = [...upper].length === 1 && upper !== character ? [character, upper] : [character];
  const forms = cased.flatMap((form) => [JSON.stringify(form).slice(1, -1), escaped(form)]);
  return [...new Set(character === '/' ? [...forms, '\\/'] : forms)];
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_none, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}

function oneOf(forms: readonly string[]): string {
  const literal = forms.map((form) => form.replace(/[^\w\u0080-\uffff]/g, '\\$&'));
  return literal.length === 1 ? literal.join('') : `(?:${literal.join('|')})`;
}
