import { closeSync, openSync, readSync } from 'node:fs';
import { systemCodeOf } from './json-file.ts';

/** In bytes; all secrets and tokens of a rotation take less. */
const LARGEST_FILE = 64 * 1024;

/** A value without white space around it, or a sentence on what is wrong with what was given, without the value. */
export type GivenValue = { readonly value: string } | { readonly problem: string };

/**
 * What is given for a variable: its own text, or that of the file that `NAME_FILE` names, as orchestrators hand secrets out.
 * Null where neither is set; white space alone is not set. A file that is named and cannot be used is a problem, never an absent value:
 * an empty `DATABASE_URL_FILE` must not start another database.
 */
export function givenValue(env: NodeJS.ProcessEnv, name: string): GivenValue | null {
  const value = textOf(env, name);
  const file = `${name}_FILE`;
  const path = textOf(env, file);
  if (path === '') return value === '' ? null : { value };
  if (value !== '') return { problem: `${name} and ${file} are both set: one of them says what it is` };
  // Whoever puts the secret itself there is not to find it in the log: the path is not told.
  const wrong = (what: string) => ({ problem: `${file} names a file that ${what}` });
  try {
    const bytes = readAtMost(path, LARGEST_FILE + 1);
    if (bytes.length > LARGEST_FILE) return wrong(`is larger than ${LARGEST_FILE / 1024} KiB`);
    const text = textIn(bytes);
    if (text === null) return wrong('is not text in UTF-8');
    return text === '' ? wrong('holds nothing') : { value: text };
  } catch (error) {
    return wrong(`cannot be read (${systemCodeOf(error)})`);
  }
}

function textOf(env: NodeJS.ProcessEnv, name: string): string {
  return env[name]?.trim() ?? '';
}

/** Without white space around it; null where it is not UTF-8. */
function textIn(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
  } catch {
    return null;
  }
}

/** The first bytes of a file: a device such as /dev/zero has no end. */
function readAtMost(path: string, most: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(most);
    let length = 0;
    while (length < most) {
      const read = readSync(file, bytes, { offset: length });
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
