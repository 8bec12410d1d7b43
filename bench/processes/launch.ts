import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE, type Scratch } from '../../lab/soak/scratch.ts';
import type { BenchProcess, ProgramOptions } from '../part.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Longer than the service takes for an orderly stop. */
const STOP_MS = 20_000;

/** Where a program runs and writes to. */
export interface LaunchOptions extends ProgramOptions {
  /** Its working folder; what it writes is kept in a file beside the others there. */
  readonly folder: string;
}

let launched = 0;

/** Starts a program: one of this project by its path in it, run by this Node, or another one by its whole path. */
export async function launch(
  scratch: Scratch,
  program: string,
  { args = [], nodeArgs = [], env = {}, folder, cold = false, messages = false }: LaunchOptions,
): Promise<BenchProcess> {
  launched += 1;
  const file = path.join(folder, `${launched}-${path.basename(program, '.ts')}.log`);
  // A file, as a supervisor gives: what is written costs the bench nothing while it measures.
  const log = await open(file, 'a');
  const command = path.isAbsolute(program) ? [program] : [process.execPath, ...nodeArgs, path.join(ROOT, program)];
  const [binary = '', ...first] = command;
  const compileCache = path.join(scratch.folder, COMPILE_CACHE);
  const { PATH = '', SystemRoot = '', TEMP = '' } = process.env;
  const child = spawn(binary, [...first, ...args], {
    cwd: folder,
    env: { PATH, SystemRoot, TEMP, ...(cold ? {} : { NODE_COMPILE_CACHE: compileCache }), ...env },
    stdio: ['ignore', log.fd, log.fd, ...(messages ? ['ipc' as const] : [])],
  });
  const ended = once(child, 'exit').then(([code]: unknown[]) => {
    scratch.letGo(child);
    return typeof code === 'number' ? code : null;
  });
  await once(child, 'spawn').finally(() => log.close());
  const { pid } = child;
  if (pid === undefined) throw new TypeError('A process that was spawned has an id');
  scratch.hold(child);
  return {
    child,
    pid,
    ended,
    output: () => readFile(file, 'utf8'),
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(late);
    },
  };
}
