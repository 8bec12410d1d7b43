import { readFile, readlink, realpath, unlink } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../errors.ts';

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
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  const pid = Number.parseInt(lines[0] ?? '', 10);
  const port = Number.parseInt(lines[3] ?? '', 10);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return { pid, port: port > 0 ? port : null, ready: lines[7]?.trim() === 'ready' };
}

/** Whether `pid` is a living process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * Removes a `postmaster.pid` whose server is dead and whose process id now belongs to another program, as it happens to a
 * container that starts again: PostgreSQL would take that program for its server and refuse to start. A server works inside its
 * data directory, which Linux shows; elsewhere nothing is removed.
 */
export async function removeStolenPid(data: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const claimed = await readPostmasterPid(data);
  if (claimed === null || !isAlive(claimed.pid)) return;
  try {
    if ((await readlink(`/proc/${claimed.pid}/cwd`)) === (await realpath(data))) return;
  } catch (error) {
    // EACCES is a process of another user, which PostgreSQL itself does not take for its server.
    if (['ENOENT', 'EACCES', 'ESRCH'].includes(codeOf(error))) return;
    throw error;
  }
  const now = await readPostmasterPid(data);
  if (now?.pid !== claimed.pid) return;
  await unlink(file(data)).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
}

function file(data: string): string {
  return path.join(data, 'postmaster.pid');
}
