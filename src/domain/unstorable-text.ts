import { childPath, type Fault, MAX_FAULTS } from './faults.ts';
import { JsonNumber } from './json-number.ts';

/**
 * Finds text that PostgreSQL cannot hold: the character U+0000, and half of a surrogate pair. JSON allows both as escapes (`\u0000`,
 * `\ud800`). Takes what `tidy` gives, or a single text: keys are ours.
 */
export function findUnstorableText(document: unknown): Fault[] {
  // Nearly always nothing is found, and no path is asked for.
  if (isStorable(document)) return [];
  const faults: Fault[] = [];
  collect(document, '', faults);
  return faults;
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return problemOf(value) === null;
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return true;
  return Array.isArray(value) ? value.every(isStorable) : Object.values(value).every(isStorable);
}

function collect(value: unknown, path: string, faults: Fault[]): void {
  if (faults.length >= MAX_FAULTS) return;
  if (typeof value === 'string') {
    const problem = problemOf(value);
    if (problem !== null) faults.push({ path, message: `Must not contain ${problem}.` });
  } else if (typeof value === 'object' && value !== null && !(value instanceof JsonNumber)) {
    for (const [key, member] of Object.entries(value)) collect(member, childPath(path, key), faults);
  }
}

function problemOf(text: string): string | null {
  if (text.includes('\u0000')) return 'the character U+0000';
  return text.isWellFormed() ? null : 'half of a surrogate pair (a broken emoji or the like)';
}
