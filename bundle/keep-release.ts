import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

/**
 * Keeps a release for the tests of upgrades: `npm run keep-release -- 0.1.0 1125c53` checks that commit out, installs and bundles it as
 * `npm ci` does, and writes its bundle and its migrations to `test/fixtures/releases/<version>.tar.br`. With them it runs beside a
 * database, without its packages.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RELEASES = path.join(ROOT, 'test', 'fixtures', 'releases');
const KEPT = ['prisma/migrations', 'node_modules/.cache/tillbridge/bundle'];
const MOST_BYTES = 100 * 1024 * 1024;

const [version, commit, ...rest] = process.argv.slice(2);
if (version === undefined || commit === undefined || rest.length > 0 || !/^\d+\.\d+\.\d+$/.test(version)) {
  console.error('usage: npm run keep-release -- <version> <commit or tag>');
  process.exit(2);
}

const folder = await mkdtemp(path.join(tmpdir(), 'tillbridge-release-'));
try {
  const checkout = path.join(folder, 'checkout.tar');
  execFileSync('git', ['archive', '--output', checkout, commit], { cwd: ROOT });
  execFileSync('tar', ['-xf', checkout], { cwd: folder });
  execFileSync('npm', ['ci'], { cwd: folder, stdio: 'inherit' });
  const tar = execFileSync('tar', ['-c', ...KEPT], { cwd: folder, maxBuffer: MOST_BYTES });
  const params = {
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: tar.length,
  };
  const compressed = brotliCompressSync(tar, { params });
  await writeFile(path.join(RELEASES, `${version}.tar.br`), compressed);
  console.log(`Wrote ${compressed.length} bytes. Name the commit in test/fixtures/releases/README.md.`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
