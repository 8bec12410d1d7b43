import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'rolldown';
import { ENTRY, SOURCES, STATED, statedSources } from '../src/bundle.js';

/** What the service is started by. */
export const MAIN = path.join(SOURCES, 'main.ts');
/** They read files of their own folders, and are loaded when the description of the API is first asked for. */
const LEFT_OUT = [/^@fastify\/swagger/];
const QUERY_COMPILER = /query_compiler_\w+\.postgresql\.wasm-base64\.mjs$/;
const BASE64 = /^const wasm = "([^"]+)";?$/m;

/**
 * Puts the service and its packages into one file of a folder, which `src/start.js` takes as long as the sources stay as they are. What is
 * loaded only where it is configured, as telemetry is, goes into files beside it.
 */
export async function makeBundle(folder: string): Promise<void> {
  // Its binary is an optional package, which an install may have left out.
  const { rolldown } = await import('rolldown');
  const begun = new Date();
  const stated = statedSources(SOURCES);
  await rm(folder, { recursive: true, force: true });
  const build = await rolldown({
    input: MAIN,
    platform: 'node',
    external: LEFT_OUT,
    plugins: [ownAddresses(folder), binaryQueryCompiler(), asciiOnly()],
  });
  await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: ENTRY,
    // The log tells errors by the names of their classes.
    keepNames: true,
    comments: false,
  });
  await build.close();
  const statement = path.join(folder, STATED);
  await writeFile(statement, stated);
  // What changed meanwhile is newer.
  await utimes(statement, begun, begun);
}

/** Modules of ours go on finding what lies beside them. */
function ownAddresses(folder: string): Plugin {
  return {
    name: 'own-addresses',
    transform(code, id) {
      if (!path.normalize(id).startsWith(SOURCES) || !code.includes('import.meta.url')) return null;
      const address = path.relative(folder, id).split(path.sep).join('/');
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
