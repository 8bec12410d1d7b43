import { createInterface } from 'node:readline';

// Reads `+pid` and `-pid`, a line each, of processes that begin and end; kills those that are left when its standard input ends.
const held = new Set<number>();
for await (const line of createInterface(process.stdin)) {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) held.add(pid);
  else held.delete(pid);
}
for (const pid of held) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself just now.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
