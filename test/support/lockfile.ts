import { readFile } from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';

const Flag = Type.Optional(Type.Boolean());
const Text = Type.Optional(Type.String());
const Entry = Type.Object({
  version: Text,
  license: Text,
  resolved: Text,
  integrity: Text,
  dev: Flag,
  devOptional: Flag,
  hasInstallScript: Flag,
});
const Lockfile = Type.Object({ lockfileVersion: Type.Literal(3), packages: Type.Record(Type.String(), Entry) });

/** A package as `package-lock.json` has it. */
export interface LockedPackage extends Pick<Static<typeof Entry>, 'version' | 'license' | 'resolved' | 'integrity'> {
  readonly name: string;
  /** Where it is installed, below the project. */
  readonly folder: string;
  /** It builds or tests, and is no part of an installation without those (`npm ci --omit=dev --omit=optional`). */
  readonly isTool: boolean;
  readonly hasInstallScript: boolean;
}

/** Every package that the project installs, those of packages and those of other systems included. */
export async function lockedPackages(): Promise<readonly LockedPackage[]> {
  const { packages } = Value.Parse(Lockfile, JSON.parse(await readFile('package-lock.json', 'utf8')));
  return Object.entries(packages)
    .filter(([folder]) => folder !== '')
    .map(([folder, { version, license, resolved, integrity, dev, devOptional, hasInstallScript }]) => ({
      name: folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length),
      folder,
      isTool: dev === true || devOptional === true,
      hasInstallScript: hasInstallScript === true,
      ...(version === undefined ? {} : { version }),
      ...(license === undefined ? {} : { license }),
      ...(resolved === undefined ? {} : { resolved }),
      ...(integrity === undefined ? {} : { integrity }),
    }));
}
