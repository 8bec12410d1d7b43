import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Where in the folder compiled code is kept. */
export const COMPILE_CACHE = 'compile-cache';

const REAPER = fileURLToPath(new URL('reaper.ts', import.meta.url));

/** The temporary folder of a soak and the processes that belong to it. All of it goes, however the soak ends. */
export class Scratch {
  readonly folder: string;
  readonly #reaper: ChildProcessByStdio<Writable, null, null>;
  readonly #gone: Promise<unknown>;
  #closing = false;

  /** `folder` is this object's own from now on. */
  constructor(folder: string) {
    this.folder = folder;
    // Its own process group: Ctrl-C in a terminal must not end it. It acts when it is told to, or when this process has died.
    this.#reaper = spawn(process.execPath, [REAPER, folder], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
    this.#gone = once(this.#reaper, 'exit');
  }

  /** Everything is being cleaned up: nothing may be started any more. */
  get closing(): boolean {
    return this.#closing;
  }

  /** A process that must not outlive the soak; one that comes too late ends at once. */
  hold(child: ChildProcess): void {
    if (this.#closing) child.kill('SIGKILL');
    else this.#reaper.stdin.write(`+${child.pid}\n`);
  }

  /** It has ended: its id may become another's. */
  letGo(child: ChildProcess): void {
    if (!this.#closing) this.#reaper.stdin.write(`-${child.pid}\n`);
  }

  /** Kills the processes that are left, stops the databases in the folder and removes it. */
  async clean(): Promise<void> {
    this.#closing = true;
    this.#reaper.stdin.end();
    await this.#gone;
  }
}

/** Makes a folder for the temporary files of a soak. */
export async function openScratch(): Promise<Scratch> {
  return new Scratch(await mkdtemp(path.join(tmpdir(), 'tillbridge-soak-')));
}
