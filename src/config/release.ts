import { readFileSync } from 'node:fs';
import Type from 'typebox';
import Value from 'typebox/value';

const Package = Type.Object({ version: Type.String() });

/** The version of this release, as package.json states it. */
export function releaseVersion(): string {
  return Value.Parse(Package, JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version;
}
