import { glob, rm } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { escapeIdentifier } from 'pg';
import { isServing, readPostmasterPid } from '../../src/database/embedded/postmaster-pid.ts';
import { administer } from './administer.ts';

// Waits for its standard input to end, then stops the PostgreSQL servers in the folders below the given one and removes it, and drops the
// databases of another server whose names begin as they are said to.
const [, , scratch, otherServer, databases] = process.argv;
if (scratch === undefined) throw new TypeError('usage: reaper.ts <folder> [<server> <beginning>]');
await text(process.stdin);

for await (const file of glob('*/postgresql*/data/postmaster.pid', { cwd: scratch })) {
  await stop(path.dirname(path.join(scratch, file)));
}
await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
if (otherServer !== undefined && databases !== undefined) await dropAll(otherServer, databases);

async function dropAll(server: string, beginning: string): Promise<void> {
  const found = await administer(server, 'SELECT datname AS name FROM pg_database');
  for (const { name } of found) {
    if (typeof name === 'string' && name.startsWith(beginning))
      await administer(server, `DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`);
  }
}

async function stop(data: string): Promise<void> {
  const server = await readPostmasterPid(data);
  if (server === null || !(await isServing(server.pid, data))) return;
  process.kill(server.pid, 'SIGQUIT');
  while (await isServing(server.pid, data)) await delay(10);
}
