/** A text as JSON may spell it, for a search in what shops sent. */
export interface Spellings {
  /**
   * All spellings as a regular expression of PostgreSQL, for what was made lower case as far as ASCII goes. It repeats nothing, so that it takes no
   * longer than what is searched is long.
   */
  readonly pattern: string;
  /** What has no case: one of these stands in whatever the pattern matches, before that was made lower case. None where every part has one. */
  readonly caseless: readonly string[];
  /** Stands in whatever the pattern matches, lower case; empty where nothing can be told without the pattern. */
  readonly part: string;
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

/** A part without letters that is shorter stands in too much to be worth a look. */
const WORTH_LOOKING = 3;

/**
 * The ways in which JSON may write a text, in upper and lower case: `é` may stand as it is or as an escape, and so may `É`. `write`: what
 * is made of each spelling before it is looked for.
 */
export function spellingsOf(text: string, write: (spelling: string) => string = (spelling) => spelling): Spellings {
  const characters = [...text.toLowerCase()];
  const forms = characters.map((character) => formsOf(character).map(write));
  const part = longestRun(characters, SIMPLE);
  return {
    pattern: forms.map(oneOf).join(''),
    caseless: caselessOf(characters).map(write),
    part,
    plain: part.length === text.length,
  };
}

function caselessOf(characters: readonly string[]): string[] {
  const run = longestRun(characters, /[^a-z]/, SIMPLE);
  if (run.length >= WORTH_LOOKING) return [run];
  const sign = characters.find((character) => /[^\0-\x7f]/.test(character) && formsOf(character).length === 2);
  if (sign === undefined) return [];
  // Some write the digits of an escape in upper case, nobody in both.
  return [sign, escaped(sign), escaped(sign).toUpperCase().replaceAll('\\U', '\\u')];
}

/** The longest stretch of characters that are all of these kinds. */
function longestRun(characters: readonly string[], ...kinds: readonly RegExp[]): string {
  const runs = characters
    .map((character) => (kinds.every((kind) => kind.test(character)) ? character : '\0'))
    .join('')
    .split('\0');
  return runs.reduce((best, run) => (run.length > best.length ? run : best), '');
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
