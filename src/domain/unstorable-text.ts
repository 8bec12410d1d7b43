import { childPath, type Fault, MAX_FAULTS } from './faults.ts';

/**
 * Finds text, keys included, that PostgreSQL cannot hold: the character U+0000, and half of a surrogate pair.
 * JSON allows both as escapes (`\u0000`, `\ud800`).
 */
export function findUnstorableText(document: unknown): Fault[] {
  const faults: Fault[] = [];
  collect(document, '', faults);
  return faults;
}

function collect(value: unknown, path: string, faults: Fault[]): void {
  if (faults.length >= MAX_FAULTS) return;
  if (typeof value === 'string') {
    const problem = problemOf(value);
    if (problem !== null) faults.push({ path, message: `Must not contain ${problem}.` });
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      collect(item, childPath(path, index), faults);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      const problem = problemOf(key);
      if (problem !== null) faults.push({ path, message: `A key in it must not contain ${problem}.` });
      else collect(member, childPath(path, key), faults);
    }
  }
}

function problemOf(text: string): string | null {
  if (text.includes('\u0000')) return 'the character U+0000';
  return text.isWellFormed() ? null : 'half of a surrogate pair (a broken emoji or the like)';
}
