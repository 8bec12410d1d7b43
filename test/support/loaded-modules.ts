import type { LogLine } from './process-service.ts';

const SAID = 'Modules that were loaded';
const IMPORTED = 'Modules that were imported';

/** Runs first in a process, in plain JavaScript: a file of TypeScript would load what strips types. */
const SCRIPT = `
  import { writeSync } from 'node:fs';
  import { createRequire } from 'node:module';
  const { cache } = createRequire(process.execPath);
  process.on('exit', () => {
    const modules = [...process.moduleLoadList, ...Object.keys(cache)];
    writeSync(1, JSON.stringify({ level: 10, msg: '${SAID}', modules }) + '\\n');
  });
`;

/** Lets a process say at its end which of Node's own modules and which CommonJS modules it has loaded. */
export const TELLS_MODULES = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(SCRIPT)}` };

/** What a process with `TELLS_MODULES` has said in its log, once it has ended by itself. */
export function loadedModules(log: readonly LogLine[]): readonly string[] {
  return modulesIn(log, SAID);
}

function modulesIn(log: readonly LogLine[], said: string): readonly string[] {
  const modules = log.find(({ msg }) => msg === said)?.modules;
  if (!Array.isArray(modules)) throw new TypeError('The process has not told which modules it has loaded');
  return modules.map(String);
}

/** Sees what is imported as well as what is required. A pipe holds no list of each file of every package. */
const WATCHING_SCRIPT = `
  import { writeSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  const modules = new Set();
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      modules.add(/[/]node_modules[/]((?:@[^/]+[/])?[^/]+)[/][^]*$/.exec(resolved.url)?.[1] ?? resolved.url);
      return resolved;
    },
  });
  process.on('exit', () => writeSync(1, JSON.stringify({ level: 10, msg: '${IMPORTED}', modules: [...modules] }) + '\\n'));
`;

/** Lets a process say at its end which packages, by their names, and which other modules, by their addresses, it has loaded. */
export const TELLS_IMPORTS = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(WATCHING_SCRIPT)}`,
};

/** What a process with `TELLS_IMPORTS` has said in its log, once it has ended by itself. */
export function importedModules(log: readonly LogLine[]): readonly string[] {
  return modulesIn(log, IMPORTED);
}
