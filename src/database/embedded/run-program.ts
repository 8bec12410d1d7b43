import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type ServerUser, serverEnvironment } from './server-user.ts';

/**
 * Runs one of PostgreSQL's programs to its end, as `user` where that is not ourselves. Rejects with what it complained of where it fails, or
 * with the system's error where it cannot be started.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { user, cwd }: { readonly user: ServerUser | null; readonly cwd: string },
): Promise<void> {
  const child = spawn(program, args, {
    ...user,
    cwd,
    env: serverEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own process group: Ctrl-C in a terminal is for the application, which ends in order once the program has done its part.
    detached: true,
    windowsHide: true,
  });
  const [[code, signal], complaint]: [unknown[], string] = await Promise.all([
    once(child, 'close'),
    text(child.stderr),
  ]);
  if (code !== 0) throw new Error(`Command failed (${signal ?? code}): ${[program, ...args].join(' ')}\n${complaint}`);
}
