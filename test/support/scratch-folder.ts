import { access, constants, mkdtemp, readFile, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import path from 'node:path';

const MEMORY = '/dev/shm';
/** Many times what a run writes: a machine or a container with less keeps its memory for itself. */
const SPARE_BYTES = 4 * 1024 ** 3;

/**
 * A new folder for what a run writes: in memory where there is plenty, since hundreds of databases are made and dropped, each of some
 * three hundred files, and a disk takes up to ten times as long for them; else in the system's temporary folder.
 */
export async function scratchFolder(): Promise<string> {
  return await mkdtemp(path.join((await hasMemoryToSpare()) ? MEMORY : tmpdir(), 'tillbridge-test-'));
}

async function hasMemoryToSpare(): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  try {
    await access(MEMORY, constants.W_OK);
    const { bavail, bsize } = await statfs(MEMORY);
    return Math.min(bavail * bsize, freemem()) > SPARE_BYTES && (await runsPrograms());
  } catch {
    return false;
  }
}

/** Copies of PostgreSQL are made in the folder and run there. */
async function runsPrograms(): Promise<boolean> {
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' '));
  const options = mounts.findLast(([, folder, type]) => folder === MEMORY && type === 'tmpfs')?.[3] ?? 'noexec';
  return !options.split(',').includes('noexec');
}
