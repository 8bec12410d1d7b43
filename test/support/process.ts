import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

/** How a process ended: by itself with a code, or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program of this project, running as a process of its own. It never outlives the test run, however that ends. */
export interface TestProcess extends AsyncDisposable {
  readonly pid: number;
  /** Resolves when it has ended and all of its output is there. */
  readonly ended: Promise<Exit>;
  /** Null while it runs. */
  exit(): Exit | null;
  /** What it has written so far, to both outputs. */
  output(): string;
  /** Asks it to stop, and waits until it has. */
  terminate(): Promise<Exit>;
  /** Kills it as a crash would: it learns nothing of it. */
  kill(): Promise<void>;
}

export interface ProcessOptions {
  readonly args?: readonly string[];
  readonly cwd: string;
  /** All that it sees beside the search path: nothing of the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

const ROOT = new URL('../../', import.meta.url);
const LEASH = fileURLToPath(new URL('process-leash.ts', import.meta.url));

/** Starts a program by its path in the project, or by its address elsewhere. */
export async function startProgram(
  program: string | URL,
  { args = [], cwd, env = {} }: ProcessOptions,
): Promise<TestProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, ROOT)), ...args], {
    cwd,
    env: { ...surroundings(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return await watch(child, child.pid);
}

/** A command and all that it started, which share a process group. Killing it, or leaving it behind, kills the whole group. */
export interface ProcessGroup extends TestProcess {
  /** Asks every process of the group to stop, as a terminal and most supervisors do. */
  terminateAll(): Promise<Exit>;
  /** Types a line into its standard input. */
  type(line: string): void;
}

/** Starts a script of `package.json` through npm. */
export async function startNpmScript(
  script: string,
  { args = [], env = {} }: Omit<ProcessOptions, 'cwd'>,
): Promise<ProcessGroup> {
  const cwd = fileURLToPath(ROOT);
  return await startGroup('npm', ['run', script, '--', ...args], { cwd, env });
}

/** Starts what a line says in a POSIX shell: one command, as it stands in a manual. */
export async function startLine(line: string, { cwd, env = {} }: Omit<ProcessOptions, 'args'>): Promise<ProcessGroup> {
  return await startGroup('sh', ['-c', `exec ${line}`], { cwd, env });
}

async function startGroup(
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<ProcessGroup> {
  const child = spawn(program, args, {
    cwd,
    env: { ...surroundings(), HOME: inject('scratch'), ...env },
    stdio: 'pipe',
    detached: true,
  });
  const group = child.pid === undefined ? undefined : -child.pid;
  const started = await watch(child, group);
  const stopAll = async (signal: NodeJS.Signals) => {
    signalGroup(-started.pid, signal);
    return await started.ended;
  };
  const killAll = async () => {
    await stopAll('SIGKILL');
  };
  return {
    ...started,
    terminateAll: () => stopAll('SIGTERM'),
    type: (line) => void child.stdin.write(`${line}\n`),
    kill: killAll,
    [Symbol.asyncDispose]: killAll,
  };
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(group, signal);
  } catch (error) {
    // All of it has ended.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

// `held`: what must not outlive the tests, as `process.kill` takes it: the process, or its group.
async function watch(
  child: ChildProcessByStdio<Writable | null, Readable, Readable>,
  held: number | undefined,
): Promise<TestProcess> {
  let output = '';
  const keep = (text: string) => {
    output += text;
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  let exit: Exit | null = null;
  const ended = (async () => {
    const [code, signal] = await once(child, 'close');
    exit = { code, signal };
    letGo(held);
    return exit;
  })();
  await once(child, 'spawn');
  const pid = hold(child, held);
  const stop = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return await ended;
  };
  return {
    pid,
    ended,
    exit: () => exit,
    output: () => output,
    terminate: () => stop('SIGTERM'),
    async kill() {
      await stop('SIGKILL');
    },
    async [Symbol.asyncDispose]() {
      await stop('SIGKILL');
    },
  };
}

// Compiled code is kept among the processes of a run, which halves the time that each takes to start.
function surroundings(): Record<string, string> {
  const { PATH = '', SystemRoot = '', TEMP = '' } = process.env;
  return { PATH, SystemRoot, TEMP, NODE_COMPILE_CACHE: path.join(inject('scratch'), 'compile-cache') };
}

let leash: ChildProcess | null = null;

function hold(child: ChildProcess, held: number | undefined): number {
  if (child.pid === undefined) throw new TypeError('A process that was spawned has an id');
  leash ??= startLeash();
  leash.stdin?.write(`+${held}\n`);
  return child.pid;
}

function letGo(held: number | undefined): void {
  leash?.stdin?.write(`-${held}\n`);
}

// A process of its own, since nothing here runs any more when a test worker is killed.
function startLeash(): ChildProcess {
  const started = spawn(process.execPath, [LEASH], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  started.unref();
  return started;
}
