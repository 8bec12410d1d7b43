import { glob, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { isServing, readPostmasterPid } from '../../src/database/embedded/postmaster-pid.ts';

// Reads `+pid` and `-pid`, a line each, until its standard input ends; then nothing of the soak may be left.
const [, , folder] = process.argv;
if (folder === undefined) throw new TypeError('usage: reaper.ts <folder>');
const held = new Set<number>();
for await (const line of createInterface(process.stdin)) {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) held.add(pid);
  else held.delete(pid);
}
for (const pid of held) signal(pid, 'SIGKILL');
for await (const file of glob('*/postgresql/data/postmaster.pid', { cwd: folder })) {
  await stop(path.dirname(path.join(folder, file)));
}
await rm(folder, { recursive: true, force: true, maxRetries: 5 });

async function stop(data: string): Promise<void> {
  const server = await readPostmasterPid(data);
  if (server === null || !(await isServing(server.pid, data))) return;
  signal(server.pid, 'SIGQUIT');
  while (await isServing(server.pid, data)) await pause(10);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It ended by itself just now.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
