import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { startEmbedded } from '../src/database/embedded/start.ts';
import { Locks } from '../src/database/locks/locks.ts';

// How long locks take to be had, by who else wants them. Run: npm run bench:locks

const OPTIONS = { waitMs: 150_000, holdMs: 150_000, aliveMs: 15_000 };
const log = pino({ level: 'silent' });

const folder = await mkdtemp(path.join(tmpdir(), 'tillbridge-bench-'));
const server = await startEmbedded(folder, log, { durable: false, maxConnections: 20 });
const [one, other] = [new Locks(server.url, { log }), new Locks(server.url, { log })];
try {
  await one.hold('warm', OPTIONS, async () => {});
  await other.hold('warm', OPTIONS, async () => {});
  await measure('a free lock, again and again', 1_000, (n) => one.hold(`free ${n}`, OPTIONS, async () => {}));
  await measure('one name, again and again', 1_000, () => one.hold('invoice', OPTIONS, async () => {}));
  await together('200 in a line on one name', 200, () => one.hold('line', OPTIONS, async () => {}));
  await together('400 names at once', 400, (n) => one.hold(`name ${n}`, OPTIONS, async () => {}));
  await together('400 names at once, held for 100 ms', 400, (n) => one.hold(`long ${n}`, OPTIONS, () => pause(100)));
  await together('200 of two processes on one name', 200, (n) =>
    (n % 2 === 0 ? one : other).hold('shared', OPTIONS, async () => {}),
  );
} finally {
  await Promise.all([one.close(), other.close()]);
  await server.close();
  await rm(folder, { recursive: true, force: true });
}

async function measure(title: string, rounds: number, once: (n: number) => Promise<void>): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    await once(round);
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(share * rounds)] ?? 0).toFixed(2);
  console.log(`${title.padEnd(40)} median ${at(0.5)} ms, 99 % ${at(0.99)} ms`);
}

async function together(title: string, count: number, once: (n: number) => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: count }, (_, n) => once(n)));
  console.log(`${title.padEnd(40)} ${(performance.now() - startedAt).toFixed(0)} ms in all`);
}
