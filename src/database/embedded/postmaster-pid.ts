import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, isMissing } from '../errors.ts';

/** What a server says of itself in `postmaster.pid` (PostgreSQL: src/include/utils/pidfile.h). */
export interface PostmasterPid {
  readonly pid: number;
  /** null while the server has not come as far as to open its port. */
  readonly port: number | null;
  /** Accepting connections, so it says. */
  readonly ready: boolean;
}

/** @returns null if there is no server, or none that has written its file whole. */
export async function readPostmasterPid(data: string): Promise<PostmasterPid | null> {
  let lines: string[];
  try {
    lines = (await readFile(file(data), 'utf8')).split('\n');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  const pid = Number.parseInt(lines[0] ?? '', 10);
  const port = Number.parseInt(lines[3] ?? '', 10);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return { pid, port: port > 0 ? port : null, ready: lines[7]?.trim() === 'ready' };
}

/**
 * Removes a `postmaster.pid` whose server is dead although its process id is not free, for PostgreSQL would take it for alive and
 * refuse to start: another program has the id now (a container that starts again), or nobody has reaped the dead server (a
 * container whose first process does not). PostgreSQL still waits for a dead server's old sessions: it finds their shared memory.
 *
 * Linux only, where a process shows its working directory; a server's is its data directory. Elsewhere nothing is removed.
 */
export async function removeDeadPid(data: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const claimed = await readPostmasterPid(data);
  if (claimed === null || (await isServing(claimed.pid, data))) return;
  // Another start may have been quicker; a server whose file goes under it stops, and is started again.
  if ((await readPostmasterPid(data))?.pid !== claimed.pid) return;
  await rm(file(data), { force: true });
}

/** Whether the process is a server at work in the data directory; where this cannot be seen: whether it is alive. */
export async function isServing(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(data));
  } catch (error) {
    // Dead and not reaped; or another user's process, which PostgreSQL itself takes for no server of ours.
    if (isMissing(error) || ['EACCES', 'ESRCH'].includes(codeOf(error))) return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function file(data: string): string {
  return path.join(data, 'postmaster.pid');
}
