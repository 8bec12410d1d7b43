import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { temporaryFolder } from '../temporary-folder.ts';

/** An earlier release that can be started as a process, as it was built then. */
export interface EarlierRelease {
  /** What to start. */
  readonly program: URL;
  /** The folder of its migrations. */
  readonly migrations: string;
}

const RELEASES = new URL('../../fixtures/releases/', import.meta.url);

/** Unpacks a release that `npm run keep-release` has kept; it goes with the run. */
export async function unpackRelease(version: string): Promise<EarlierRelease> {
  const folder = await temporaryFolder();
  const compressed = await readFile(fileURLToPath(new URL(`${version}.tar.br`, RELEASES)));
  execFileSync('tar', ['-xf', '-'], { cwd: folder, input: brotliDecompressSync(compressed) });
  return {
    program: pathToFileURL(path.join(folder, 'node_modules', '.cache', 'tillbridge', 'bundle', 'main.js')),
    migrations: path.join(folder, 'prisma', 'migrations'),
  };
}
