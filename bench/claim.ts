import { pino } from 'pino';
import { type Database, sql } from '../src/database/client.ts';
import { claim } from '../src/inbox/claim.ts';
import { PARKED_AT_ONCE, park } from '../src/inbox/park.ts';
import { release } from '../src/inbox/settle.ts';
import { withDatabase } from './stage/with-database.ts';

// How long a claim of ten events takes, by what stands in the inbox, and how long it takes to park what is held back, which each
// event costs once. Run: npm run bench:claim

const ROWS = 100_000;
const CHUNK = 10_000;
const ROUNDS = 50;
const REQUEST = { owner: 'bench', limit: 10, leaseMs: 60_000, crm: 'suitecrm' };
const log = pino({ level: 'silent' });

/** SQL for the keys of the event numbered `n`: of the many, and of the free ones that arrive after the heads of the many failed. */
interface Scene {
  readonly name: string;
  readonly count: number;
  readonly crm: string;
  readonly many: string;
  readonly free: string | null;
}

const SCENES: readonly Scene[] = [
  { name: 'empty', count: 0, crm: 'suitecrm', many: `''`, free: null },
  { name: 'two keys each', count: ROWS, crm: 'suitecrm', many: `'user:' || n, 'email:' || n`, free: null },
  { name: 'of another CRM, then 1000 free ones', count: ROWS, crm: 'ikcrm', many: `'c:' || n`, free: `'f:' || n` },
  { name: 'behind one key', count: 20_000, crm: 'suitecrm', many: `'email:1'`, free: null },
  { name: 'behind one key, then 1000 free ones', count: ROWS, crm: 'suitecrm', many: `'email:1'`, free: `'f:' || n` },
  {
    name: 'behind 20000 keys, then 1000 free ones',
    count: ROWS,
    crm: 'suitecrm',
    many: `'order:' || n % 20000`,
    free: `'f:' || n`,
  },
];

await withDatabase(log, async (database) => {
  console.log(`${'inbox'.padEnd(50)}${'median ms'.padStart(10)}${'max ms'.padStart(8)}${'parking ms'.padStart(12)}`);
  for (const scene of SCENES) await measure(database, scene);
});

async function measure(database: Database, scene: Scene): Promise<void> {
  await database.prisma.$executeRaw(sql`TRUNCATE events CASCADE`);
  await fill(database, scene.crm, scene.many, scene.count);
  await holdHeads(database, scene);
  if (scene.free !== null) await fill(database, 'suitecrm', scene.free, 1_000);
  await database.prisma.$executeRaw(sql`VACUUM ANALYZE events, event_keys`);
  const parkingMs = await parkAll(database);
  const claimable = scene.free !== null || scene.name === 'two keys each';

  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    const events = await claim(database, REQUEST);
    times.push(performance.now() - startedAt);
    if (events.length !== (claimable ? REQUEST.limit : 0)) throw new Error(`claimed ${events.length} events`);
    for (const event of events) await release(database, event, 0);
  }
  times.sort((a, b) => a - b);
  const [median, max] = [times[ROUNDS / 2] ?? 0, times.at(-1) ?? 0];
  const figures = `${median.toFixed(1).padStart(10)}${max.toFixed(1).padStart(8)}${parkingMs.toFixed(0).padStart(12)}`;
  console.log(`${`${scene.count} ${scene.name}`.padEnd(50)}${figures}`);
}

/** Parks as a worker does that finds nothing. */
async function parkAll(database: Database): Promise<number> {
  const startedAt = performance.now();
  while ((await park(database, REQUEST.crm, PARKED_AT_ONCE)) > 0);
  return performance.now() - startedAt;
}

async function fill(database: Database, crm: string, keys: string, count: number): Promise<void> {
  for (let from = 1; from <= count; from += CHUNK) {
    await database.prisma.$executeRawUnsafe(`
      WITH inserted AS (
        INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, crm, business_unit, keys)
        SELECT gen_random_uuid(), gen_random_uuid()::text, convert_to(repeat('x', 1000), 'UTF8'), '', '',
               'customer.registered', '${crm}', 'experience', ARRAY[${keys}]
        FROM generate_series(${from}, ${Math.min(from + CHUNK - 1, count)}) AS n
        RETURNING id, seq, keys
      )
      INSERT INTO event_keys (key, event_id, seq) SELECT key, id, seq FROM inserted, unnest(keys) AS key`);
  }
}

/** The first event of each key that several share waits for its next attempt. */
async function holdHeads(database: Database, { name }: Scene): Promise<void> {
  if (!name.startsWith('behind')) return;
  await database.prisma.$executeRaw(sql`
    UPDATE events SET status = 'retrying', next_attempt_at = now() + interval '1 hour'
    WHERE seq IN (SELECT min(seq) FROM event_keys GROUP BY key)`);
}
