import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

// In JavaScript, as start.js is.

/** The folder of the sources. */
export const SOURCES = import.meta.dirname;
/** Where the bundle lies: the service and its packages in one file, and what it was made of. */
export const BUNDLE_FOLDER = path.join(SOURCES, '..', 'node_modules', '.cache', 'tillbridge', 'bundle');
/** The file of a bundle that starts the service. */
export const ENTRY = 'main.js';
/** The file of a bundle that states what it was made of, written last. */
export const STATED = 'sources';

/** The files below a folder with their sizes, a line each. */
export function statedSources(sources) {
  return stated(filesOf(sources));
}

/** Whether there is a bundle of the sources as they are: of the same files, of which none was changed since its making began. */
export function bundleIsFresh(folder, sources) {
  try {
    const statement = path.join(folder, STATED);
    const made = statSync(statement).mtimeMs;
    const files = filesOf(sources);
    return files.every(({ changed }) => changed <= made) && readFileSync(statement, 'utf8') === stated(files);
  } catch {
    // There is none.
    return false;
  }
}

function stated(files) {
  return files.map(({ name, size }) => `${name} ${size}\n`).join('');
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .sort()
    .map((name) => ({ name, stats: statSync(path.join(folder, name)) }))
    .filter(({ stats }) => stats.isFile())
    .map(({ name, stats }) => ({ name, size: stats.size, changed: stats.mtimeMs }));
}
