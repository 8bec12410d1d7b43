import { readFileSync } from 'node:fs';

/** A body as SuiteCRM 7.14.6 sent it. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/suitecrm/${name}`, import.meta.url), 'utf8');
}

/** The lead of `lead-created.json`, `lead-updated.json` and `lead-created-with-php-warnings.txt`. */
export function idIn(body: string): string {
  const id = /"id": "([0-9a-f-]{36})"/.exec(body)?.[1];
  if (id === undefined) throw new Error('the fixture has no id');
  return id;
}
