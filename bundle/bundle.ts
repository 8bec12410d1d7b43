import { existsSync } from 'node:fs';
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'rolldown';
import { BUNDLE_FOLDER, bundleIsFresh, ENTRY, SOURCES, STATED, statedSources } from '../src/bundle.js';

const MAIN = path.join(SOURCES, 'main.ts');
/** They read files of their own folders, and are loaded when the description of the API is first asked for. */
const LEFT_OUT = [/^@fastify\/swagger/];
const QUERY_COMPILER = /query_compiler_\w+\.postgresql\.wasm-base64\.mjs$/;
const BASE64 = /^const wasm = "([^"]+)";?$/m;

try {
  // A service that runs from the one that there is still loads parts of it. After an install it is made anew: packages may be others.
  const stands = process.argv.includes('--if-stale') && bundleIsFresh(BUNDLE_FOLDER, SOURCES);
  // Where an image is built, packages are installed before the sources are there.
  if (!stands && existsSync(MAIN)) await bundle();
} catch (error) {
  if (!process.argv.includes('--if-possible')) throw error;
  console.warn('Without a bundle tillbridge starts from its sources, which takes longer:', error);
}

/** Puts the service and its packages into one file, which `src/start.js` takes as long as the sources stay as they are. */
async function bundle(): Promise<void> {
  // Its binary is an optional package, which an install may have left out.
  const { rolldown } = await import('rolldown');
  const begun = new Date();
  const stated = statedSources(SOURCES);
  await rm(BUNDLE_FOLDER, { recursive: true, force: true });
  const build = await rolldown({
    input: MAIN,
    platform: 'node',
    external: LEFT_OUT,
    plugins: [ownAddresses(), binaryQueryCompiler(), asciiOnly()],
  });
  await build.write({
    dir: BUNDLE_FOLDER,
    format: 'esm',
    entryFileNames: ENTRY,
    // The log tells errors by the names of their classes.
    keepNames: true,
    comments: false,
  });
  await build.close();
  const statement = path.join(BUNDLE_FOLDER, STATED);
  await writeFile(statement, stated);
  // What changed meanwhile is newer.
  await utimes(statement, begun, begun);
}

/** Modules of ours go on finding what lies beside them. */
function ownAddresses(): Plugin {
  return {
    name: 'own-addresses',
    transform(code, id) {
      if (!path.normalize(id).startsWith(SOURCES) || !code.includes('import.meta.url')) return null;
      const address = path.relative(BUNDLE_FOLDER, id).split(path.sep).join('/');
      return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(address)}, import.meta.url).href`);
    },
  };
}

/**
 * Prisma's query compiler as the bytes that it is: as base64 it stands in memory twice, as the source of its module and as its text. What
 * the generated client decodes it with, `Buffer.from`, takes bytes as they are.
 */
function binaryQueryCompiler(): Plugin {
  return {
    name: 'binary-query-compiler',
    async load(id) {
      if (!QUERY_COMPILER.test(id)) return null;
      const base64 = BASE64.exec(await readFile(id, 'utf8'))?.[1];
      if (base64 === undefined) return null;
      const fileName = 'query-compiler.wasm';
      this.emitFile({ type: 'asset', fileName, source: Buffer.from(base64, 'base64') });
      return `import { readFileSync } from 'node:fs';
export const wasm = readFileSync(new URL(${JSON.stringify(fileName)}, import.meta.url));`;
    },
  };
}

/** V8 keeps a source with one letter beyond Latin-1 in twice the memory. */
function asciiOnly(): Plugin {
  return {
    name: 'ascii-only',
    generateBundle(_options, files) {
      for (const file of Object.values(files)) if (file.type === 'chunk') file.code = escaped(file.code);
    },
  };
}

function escaped(code: string): string {
  return code.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
