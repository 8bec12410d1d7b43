import type { LogLine } from './process-service.ts';

const SAID = 'Modules that were loaded';

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
  const modules = log.find(({ msg }) => msg === SAID)?.modules;
  if (!Array.isArray(modules)) throw new TypeError('The process has not told which modules it has loaded');
  return modules.map(String);
}
