import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createLogger } from '../../src/service/logger.ts';
import { hold } from '../support/database/two-processes.ts';
import { sampleValue, scrape } from '../support/metrics/exposition.ts';
import { type Bench, startBench } from '../support/service.ts';

let bench: Bench;
const lines: unknown[] = [];
beforeAll(async () => {
  bench = await startBench({ log: createLogger('warn', { write: (line) => void lines.push(JSON.parse(line)) }) });
});
afterAll(async () => {
  await bench.close();
});

test('each lock that is lost is one line in the log of the service and one in its metric, and no text of its own', async () => {
  const { locks, prisma } = bench.service.database;
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  const stderr = vi.spyOn(process.stderr, 'write');
  try {
    const tooLong = await hold(locks, 'too long', { holdMs: 20 });
    await expect.poll(() => lines).toHaveLength(1);
    const cutOff = await Promise.all([hold(locks, 'first'), hold(locks, 'second')]);
    await prisma.$queryRaw`
      SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database() LIMIT 1`;
    await expect.poll(async () => sampleValue(await scrape(bench.service.url), 'tillbridge_locks_lost_total')).toBe(3);
    for (const { letGo, done } of [tooLong, ...cutOff]) {
      letGo();
      expect(await done).toBe('result');
    }
    const lost = lines.filter((line) => JSON.stringify(line).includes('"msg":"lock lost"'));
    expect(lost).toMatchObject(
      ['too long', 'first', 'second'].map((lock) => ({ level: 40, lock, err: { code: 'lock_lost' } })),
    );
    expect(sampleValue(await scrape(bench.service.url), 'tillbridge_locks_lost_total')).toBe(3);
    expect(stderr).not.toHaveBeenCalled();
    expect(warnings).toEqual([]);
  } finally {
    stderr.mockRestore();
    process.off('warning', onWarning);
  }
});
