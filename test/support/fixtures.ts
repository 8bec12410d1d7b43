import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A JSON file below test/fixtures, as a test changes it. */
// biome-ignore lint/suspicious/noExplicitAny: a platform's body has no type, and tests take what they need of it.
export async function readFixture(name: string): Promise<any> {
  return JSON.parse(await readFile(fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url)), 'utf8'));
}
