import { readdir, readFile } from 'node:fs/promises';

/** What Linux counts the time of processes in (USER_HZ, the same on all architectures that Node runs on). */
const TICKS_A_SECOND = 100;
const KIB = 1024;

interface Usage {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
}

/**
 * CPU seconds that a process and its children have taken so far, children that have ended included (Linux, /proc/<pid>/stat).
 * @returns null where the system does not tell.
 */
export async function cpuSeconds(pid: number): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = (await Promise.all(pids.map(usageOf))).filter((usage) => usage !== null);
  const ofTree = (root: number): number =>
    all.filter(({ parent }) => parent === root).reduce((sum, child) => sum + ofTree(child.pid), 0) +
    (all.find((usage) => usage.pid === root)?.seconds ?? 0);
  return ofTree(pid);
}

/** Resident memory of a process in MB (10⁶ bytes): now, and the most there ever was. Null where the system does not tell. */
export async function residentMemory(pid: number): Promise<{ readonly now: number; readonly peak: number } | null> {
  if (process.platform !== 'linux') return null;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const read = (name: string) => (Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * KIB) / 1e6;
  return { now: read('VmRSS'), peak: read('VmHWM') };
}

async function usageOf(pid: number): Promise<Usage | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in parentheses and may hold any character.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // From `state`, which is the third: ppid, then utime, stime, cutime and cstime (proc(5)).
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parent: Number(fields[1]), seconds: ticks / TICKS_A_SECOND };
  } catch {
    // It ended just now; its parent has its time.
    return null;
  }
}
