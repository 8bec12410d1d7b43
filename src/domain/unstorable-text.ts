import { childPath, type Fault, MAX_FAULTS } from './faults.ts';
import { JsonNumber } from './json-number.ts';

// The path of a fault goes back to the sender; a key may be as long as the document, and have many faults below it.
const MAX_PATH_LENGTH = 1000;

/**
 * Finds text, keys included, that PostgreSQL cannot hold: the character U+0000, and half of a surrogate pair.
 * JSON allows both as escapes (`\u0000`, `\ud800`). Where a path would be longer than 1000 characters, it ends at what holds the text.
 * Takes what `readJson` gives, which bounds its depth.
 */
export function findUnstorableText(document: unknown): Fault[] {
  const faults: Fault[] = [];
  collect(document, [], faults);
  return faults;
}

function collect(value: unknown, place: (string | number)[], faults: Fault[]): void {
  if (faults.length >= MAX_FAULTS) return;
  if (typeof value === 'string') {
    const problem = problemOf(value);
    if (problem !== null) faults.push({ path: pathOf(place), message: `Must not contain ${problem}.` });
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      place.push(index);
      collect(value[index], place, faults);
      place.pop();
    }
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      const problem = problemOf(key);
      if (faults.length >= MAX_FAULTS) return;
      if (problem !== null) faults.push({ path: pathOf(place), message: `A key in it must not contain ${problem}.` });
      place.push(key);
      if (problem === null) collect(value[key], place, faults);
      place.pop();
    }
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !(value instanceof JsonNumber);
}

function pathOf(place: readonly (string | number)[]): string {
  let path = '';
  for (const key of place) {
    if (path.length + String(key).length >= MAX_PATH_LENGTH) break;
    path = childPath(path, key);
  }
  return path;
}

function problemOf(text: string): string | null {
  if (text.includes('\u0000')) return 'the character U+0000';
  return text.isWellFormed() ? null : 'half of a surrogate pair (a broken emoji or the like)';
}
