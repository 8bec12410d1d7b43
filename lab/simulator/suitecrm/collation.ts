const ascii = /^\p{ASCII}*$/u;

/**
 * A text as MySQL's utf8_general_ci compares it: without case, accents and trailing spaces.
 * Two texts are equal for SuiteCRM when their collated forms are.
 */
export function collate(text: string): string {
  const lower = ascii.test(text) ? text.toLowerCase() : text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return lower.endsWith(' ') ? lower.replace(/ +$/, '') : lower;
}

/** Order of two texts under the same collation. */
export function compareCollated(a: string, b: string): number {
  const left = collate(a);
  const right = collate(b);
  return left < right ? -1 : left > right ? 1 : 0;
}
