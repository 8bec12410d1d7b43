import { readFileSync } from 'node:fs';
import Type from 'typebox';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { lockedPackages } from '../support/lockfile.ts';

const Texts = Type.Record(Type.String(), Type.String());
const Manifest = Type.Object({
  dependencies: Texts,
  devDependencies: Texts,
  optionalDependencies: Texts,
  allowScripts: Type.Record(Type.String(), Type.Boolean()),
});
const { dependencies, devDependencies, optionalDependencies, allowScripts } = Value.Parse(
  Manifest,
  JSON.parse(readFileSync('package.json', 'utf8')),
);

test('every package that would run a script when it is installed was looked at, and only that of Node may', async () => {
  const withScript = (await lockedPackages()).filter(({ hasInstallScript }) => hasInstallScript);
  expect(withScript.map(({ name }) => name).toSorted()).toEqual(Object.keys(allowScripts).toSorted());
  expect(Object.keys(allowScripts).filter((name) => allowScripts[name])).toEqual(['node']);
});

test('every package comes from the registry, and is known by its hash', async () => {
  const loose = (await lockedPackages()).filter(
    ({ resolved, integrity }) =>
      !(integrity ?? '').startsWith('sha512-') ||
      (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')),
  );
  expect(loose.map(({ name }) => name)).toEqual([]);
});

test('every package that is asked for is asked for in one version', () => {
  const wanted = { ...dependencies, ...devDependencies, ...optionalDependencies };
  const ranges = Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(version));
  expect(ranges).toEqual([]);
});
