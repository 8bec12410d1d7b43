import { glob, rm } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { isServing, readPostmasterPid } from '../../src/database/embedded/postmaster-pid.ts';

// Waits for its standard input to end, then stops the PostgreSQL servers in the folders below the given one and removes it.
const [, , scratch] = process.argv;
if (scratch === undefined) throw new TypeError('usage: reaper.ts <folder>');
await text(process.stdin);

for await (const file of glob('*/postgresql*/data/postmaster.pid', { cwd: scratch })) {
  await stop(path.dirname(path.join(scratch, file)));
}
await rm(scratch, { recursive: true, force: true, maxRetries: 3 });

async function stop(data: string): Promise<void> {
  const server = await readPostmasterPid(data);
  if (server === null || !(await isServing(server.pid, data))) return;
  process.kill(server.pid, 'SIGQUIT');
  while (await isServing(server.pid, data)) await delay(10);
}
