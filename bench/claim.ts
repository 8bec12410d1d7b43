import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { type Database, sql } from '../src/database/client.ts';
import { startEmbedded } from '../src/database/embedded/start.ts';
import { applyMigrations } from '../src/database/migrate.ts';
import { connectDatabase } from '../src/database/open.ts';
import { claim } from '../src/inbox/claim.ts';
import { release } from '../src/inbox/settle.ts';

// How long a claim of ten events takes, by what stands in the inbox. Run: node bench/claim.ts

const ROWS = 100_000;
const ROUNDS = 50;
const REQUEST = { owner: 'bench', limit: 10, leaseMs: 60_000, crm: 'suitecrm' };
const log = pino({ level: 'silent' });

/** SQL for the keys of the event numbered `n`: of the many, and of the free ones that arrive after the heads of the many failed. */
interface Scene {
  readonly name: string;
  readonly many: string | null;
  readonly free: string | null;
}

const SCENES: readonly Scene[] = [
  { name: 'empty', many: null, free: null },
  { name: `${ROWS} pending, two keys each`, many: `'user:' || n, 'email:' || n`, free: null },
  { name: `${ROWS} behind one key, then 1000 free ones`, many: `'order:1'`, free: `'user:free ' || n` },
  { name: `${ROWS} behind 20000 keys, then 1000 free ones`, many: `'order:' || n % 20000`, free: `'user:free ' || n` },
];

await withDatabase(async (database) => {
  console.log(`${'inbox'.padEnd(50)}${'median ms'.padStart(10)}${'max ms'.padStart(8)}`);
  for (const scene of SCENES) await measure(database, scene);
});

async function measure(database: Database, { name, many, free }: Scene): Promise<void> {
  await database.prisma.$executeRaw(sql`TRUNCATE events CASCADE`);
  if (many !== null) await fill(database, many, ROWS);
  if (free !== null) {
    await holdHeads(database);
    await fill(database, free, 1_000);
  }
  await database.prisma.$executeRaw(sql`VACUUM ANALYZE events, event_keys`);

  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    const events = await claim(database, REQUEST);
    times.push(performance.now() - startedAt);
    if (events.length !== (many === null ? 0 : REQUEST.limit)) throw new Error(`claimed ${events.length} events`);
    for (const event of events) await release(database, event, 0);
  }
  times.sort((a, b) => a - b);
  const [median, max] = [times[ROUNDS / 2] ?? 0, times.at(-1) ?? 0];
  console.log(`${name.padEnd(50)}${median.toFixed(1).padStart(10)}${max.toFixed(1).padStart(8)}`);
}

async function fill(database: Database, keys: string, count: number): Promise<void> {
  await database.prisma.$executeRawUnsafe(`
    WITH inserted AS (
      INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, crm, business_unit, keys)
      SELECT gen_random_uuid(), gen_random_uuid()::text, convert_to(repeat('x', 1000), 'UTF8'), '', '',
             'customer.registered', 'suitecrm', 'experience', ARRAY[${keys}]
      FROM generate_series(1, ${count}) AS n
      RETURNING id, seq, keys
    )
    INSERT INTO event_keys (key, event_id, seq) SELECT key, id, seq FROM inserted, unnest(keys) AS key`);
}

/** The first event of each key waits for its next attempt. */
async function holdHeads(database: Database): Promise<void> {
  await database.prisma.$executeRaw(sql`
    UPDATE events SET status = 'retrying', next_attempt_at = now() + interval '1 hour'
    WHERE seq IN (SELECT min(seq) FROM event_keys GROUP BY key)`);
}

async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tillbridge-bench-'));
  const server = await startEmbedded(folder, log);
  await applyMigrations(server.url);
  const database = connectDatabase(server.url, log);
  try {
    await work(database);
  } finally {
    await database.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
