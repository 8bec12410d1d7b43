import './refuse-old-node.js';
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from './cli/run.ts';
import { loadEnvFile } from './config/env-file.ts';

// Whoever reads the output may have enough of it, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

loadEnvFile();
process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  colours: process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '',
  // A terminal that does not know how wide it is says 0.
  columns: process.stdout.isTTY ? process.stdout.columns || null : null,
  timeZone: undefined,
  now: () => new Date(),
  newId: randomUUID,
  pause: async (ms) => await pause(ms),
  openInput: () => process.stdin,
  readInput: () => text(process.stdin),
});
