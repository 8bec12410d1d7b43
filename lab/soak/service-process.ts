import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Type from 'typebox';
import Value from 'typebox/value';
import { COMPILE_CACHE, type Scratch } from './scratch.ts';

/** The service as a process of its own. */
export interface ServiceProcess {
  readonly pid: number;
  /** Where it listens. */
  readonly url: string;
  /** Settles when it has ended: with its exit code, null after a signal. */
  readonly ended: Promise<number | null>;
  /** Its last errors, as it logged them. */
  readonly errors: readonly string[];
  /** Sends a signal; one that comes too late is of no consequence. */
  signal(name: NodeJS.Signals): void;
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const ERROR_LEVEL = 50;
const KEPT_ERRORS = 5;

const LogLine = Type.Object({ level: Type.Number(), msg: Type.String(), url: Type.Optional(Type.String()) });

/** The service ended before it listened, as it does when the database goes under its start. Its message holds the last errors. */
export class EndedAtStart extends Error {}

/** Starts the service and waits until it listens. Throws `EndedAtStart`. */
export async function startServiceProcess(
  scratch: Scratch,
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [MAIN], {
    cwd: scratch.folder,
    env: { ...surroundings(scratch.folder), ...env },
    // A log that nobody reads would stop the service some day.
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code]: unknown[]) => {
    scratch.letGo(child);
    return typeof code === 'number' ? code : null;
  });
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new TypeError('A process that was spawned has an id');
  scratch.hold(child);
  const errors: string[] = [];
  const keep = (line: string) => {
    errors.push(line);
    if (errors.length > KEPT_ERRORS) errors.shift();
  };
  createInterface(child.stderr).on('line', keep);
  const listening = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const entry = readLogLine(line);
      if (entry === null || entry.level >= ERROR_LEVEL) keep(line);
      else if (entry.msg === 'tillbridge is listening' && entry.url !== undefined) resolve(entry.url);
    });
  });
  const url = await Promise.race([listening, ended.then(() => null)]);
  if (url === null) throw new EndedAtStart(['The service ended before it listened', ...errors].join('\n  '));
  return { pid, url, ended, errors, signal: (name) => void child.kill(name) };
}

// Nothing of this process's own configuration.
function surroundings(folder: string): Record<string, string> {
  const { PATH = '', SystemRoot = '', TEMP = '' } = process.env;
  return { PATH, SystemRoot, TEMP, NODE_COMPILE_CACHE: path.join(folder, COMPILE_CACHE) };
}

function readLogLine(line: string): Type.Static<typeof LogLine> | null {
  try {
    const entry: unknown = JSON.parse(line);
    return Value.Check(LogLine, entry) ? entry : null;
  } catch {
    return null;
  }
}
