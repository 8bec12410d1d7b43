import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import Type from 'typebox';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { type LockedPackage, lockedPackages } from '../support/lockfile.ts';

/** Licences that ask for no more than to be named. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
  // htmx calls 0BSD so.
  'BSD-0-Clause',
]);
/** Licences that ask for the changes of whoever passes them on: what builds and tests is changed and passed on by nobody here. */
const OF_TOOLS = new Set(['EPL-2.0', 'MPL-2.0']);
/** Packages that state none where npm looks, by what they say elsewhere. */
const STATED_ELSEWHERE: Readonly<Record<string, string>> = {
  // In its file LICENSE.
  'seq-queue@0.0.5': 'MIT',
};

function licenceOf({ name, version, license }: LockedPackage): string {
  return license ?? STATED_ELSEWHERE[`${name}@${version}`] ?? 'none';
}

/** Whether a licence expression (SPDX, or words that mean it) lets us do what we do: every part joined by AND, one of those joined by OR. */
function allows(expression: string, allowed: (licence: string) => boolean): boolean {
  const words = expression.replace(/^\(|\)$/g, '');
  if (/[()]/.test(words)) return false;
  return words.split(/\s+or\s+/i).some((one) => one.split(/\s+and\s+/i).every((licence) => allowed(licence.trim())));
}

test('every package that runs in production has a licence that asks for nothing but to be named', async () => {
  const others = (await lockedPackages())
    .filter(({ isTool }) => !isTool)
    .map((each) => [each.name, licenceOf(each)] as const)
    .filter(([, licence]) => !allows(licence, (one) => PERMISSIVE.has(one)));
  expect(others).toEqual([]);
});

test('every package that builds or tests has such a licence, or one for tools', async () => {
  const others = (await lockedPackages())
    .map((each) => [each.name, licenceOf(each)] as const)
    .filter(([, licence]) => !allows(licence, (one) => PERMISSIVE.has(one) || OF_TOOLS.has(one)));
  expect(others).toEqual([]);
});

test('a licence that nobody has looked at is refused', () => {
  const mit = (licence: string) => licence === 'MIT';
  for (const expression of ['MIT', '(MIT OR GPL-3.0)', 'GPL-3.0 or MIT', 'MIT AND MIT']) {
    expect([expression, allows(expression, mit)]).toEqual([expression, true]);
  }
  for (const expression of [
    'none',
    '',
    'GPL-3.0',
    'MIT AND GPL-3.0',
    'SEE LICENSE IN LICENSE',
    'MIT AND (GPL-3.0 OR MIT)',
  ]) {
    expect([expression, allows(expression, mit)]).toEqual([expression, false]);
  }
});

const Manifest = Type.Object({ version: Type.String(), license: Type.Optional(Type.String()) });

test('the lockfile says of a package what the package says of itself', async () => {
  const different: unknown[] = [];
  for (const { folder, version, license } of await lockedPackages()) {
    // Those of other systems are not installed.
    if (!existsSync(`${folder}/package.json`)) continue;
    const manifest: unknown = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
    if (!Value.Check(Manifest, manifest)) different.push([folder, 'another form']);
    else if (manifest.version !== version || manifest.license !== license) different.push([folder, manifest, license]);
  }
  expect(different).toEqual([]);
});
