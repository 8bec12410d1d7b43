import leven from 'leven';

// Farther apart than slips of the hand, it is another word.
const FARTHEST = 3;
const LEAST_ALIKE = 0.5;
const LONGEST = 64;

/**
 * The question that follows a complaint about a word: ` Did you mean list?`; empty where none of the known words is alike.
 * `before`: what is written before the word that was meant.
 */
export function didYouMean(typed: string, known: readonly string[], before = ''): string {
  const word = typed.toLowerCase();
  if (word.length > LONGEST) return '';
  const [meant] = known
    .map((candidate) => ({ candidate, distance: distanceBetween(word, candidate) }))
    .filter(({ candidate, distance }) => distance <= FARTHEST && isAlike(distance, word, candidate))
    .toSorted((a, b) => a.distance - b.distance);
  return meant === undefined ? '' : ` Did you mean ${before}${meant.candidate}?`;
}

function distanceBetween(a: string, b: string): number {
  // `form` is nearer to `from` than two wrong letters.
  return sorted(a) === sorted(b) ? Math.min(1, leven(a, b)) : leven(a, b);
}

function isAlike(distance: number, a: string, b: string): boolean {
  return 1 - distance / Math.max(a.length, b.length) > LEAST_ALIKE;
}

function sorted(word: string): string {
  return [...word].toSorted().join('');
}
