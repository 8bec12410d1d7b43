import { expect, test } from 'vitest';
import { sql } from '../../../src/database/client.ts';
import { listReplays, replayPage } from '../../../src/operations/replays/replay-progress.ts';
import { buffersRead } from '../../support/buffers-read.ts';
import { useTestInbox } from '../../support/test-inbox.ts';

const inbox = useTestInbox();

const FEW = 500;
const MANY = 10 * FEW;
const LIMIT = 20;
/** Where ten times as much is in an index, it is a level higher. What is linear grows tenfold. */
const GROWTH = 2.5;

const LISTS = {
  'no filter': { status: null },
  'a common status': { status: 'finished' },
  'a rare status': { status: 'running' },
  'a status that nothing has': { status: 'cancelled' },
} as const;

/** Three bulk replays of the same `count` events, half of which are handed out and settled. */
async function fill(count: number): Promise<void> {
  const { prisma } = inbox.current;
  await prisma.$executeRaw(sql`TRUNCATE replays, events CASCADE`);
  await prisma.$executeRaw(sql`
    INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, crm, business_unit, keys, status)
    SELECT gen_random_uuid(), 'msg_' || n, '', '', '', 'order.paid', 'suitecrm', 'experience', '{}', 'done'
    FROM generate_series(1, ${count}::int) AS n`);
  await prisma.$executeRaw(sql`
    INSERT INTO replays (id, name, reason, actor, filter, rate, total, done, status)
    SELECT gen_random_uuid(), 'outage ' || n, 'r', 'alice', '{}', 5, ${count}::int, ${count / 2}::int,
           CASE WHEN n = 3 THEN 'running' ELSE 'finished' END::replay_status
    FROM generate_series(1, 3) AS n`);
  await prisma.$executeRaw(sql`
    INSERT INTO replay_items (replay_id, position, event_id, status, succeeded)
    SELECT r.id, row_number() OVER (PARTITION BY r.id ORDER BY e.seq), e.id,
           CASE WHEN e.seq % 2 = 0 THEN 'replayed' ELSE 'pending' END::replay_item_status, CASE WHEN e.seq % 2 = 0 THEN true END
    FROM replays r CROSS JOIN events e`);
  await prisma.$executeRaw(sql`VACUUM ANALYZE replay_items`);
}

/** The same number of replays, whatever their events. */
const cost = async (status: 'running' | 'finished' | 'cancelled' | null) =>
  await buffersRead(inbox.current, replayPage({ status }, { limit: LIMIT, before: null }));

test('a list of bulk replays reads no more where each one is of ten times as many events', async () => {
  await fill(FEW);
  const before: Record<string, number> = {};
  for (const [name, { status }] of Object.entries(LISTS)) before[name] = await cost(status);
  await fill(MANY);
  for (const [name, { status }] of Object.entries(LISTS)) {
    const now = await cost(status);
    expect({ name, now, linear: now > GROWTH * Math.max(before[name] ?? 0, 10) }).toMatchObject({ linear: false });
  }
});

test('a page of bulk replays reads no more where ten times as many lie behind it', async () => {
  const { prisma } = inbox.current;
  const add = async (from: number, to: number) => {
    await prisma.$executeRaw(sql`
      INSERT INTO replays (id, name, reason, actor, filter, rate, total, status, created_at)
      SELECT gen_random_uuid(), 'outage ' || n, 'r', 'alice', '{}', 5, 0,
             CASE WHEN n % 500 = 3 THEN 'running' ELSE 'finished' END::replay_status,
             timestamptz '2020-01-01' + n * interval '1 second'
      FROM generate_series(${from}::int, ${to}::int) AS n`);
    await prisma.$executeRaw(sql`VACUUM ANALYZE replays`);
  };
  await prisma.$executeRaw(sql`TRUNCATE replays CASCADE`);
  await add(1, FEW);
  const before: Record<string, number> = {};
  for (const [name, { status }] of Object.entries(LISTS)) before[name] = await cost(status);
  await add(FEW + 1, MANY);
  for (const [name, { status }] of Object.entries(LISTS)) {
    const now = await cost(status);
    expect({ name, now, linear: now > GROWTH * Math.max(before[name] ?? 0, 10) }).toMatchObject({ linear: false });
  }
});

test.each(Object.entries(LISTS))('pages of %s hold each bulk replay once, the newest first', async (_, { status }) => {
  const { prisma } = inbox.current;
  await prisma.$executeRaw(sql`TRUNCATE replays CASCADE`);
  // Several of one moment.
  await prisma.$executeRaw(sql`
    INSERT INTO replays (id, name, reason, actor, filter, rate, total, status, created_at)
    SELECT gen_random_uuid(), 'outage ' || n, 'r', 'alice', '{}', 5, 0,
           CASE WHEN n % 3 = 0 THEN 'running' ELSE 'finished' END::replay_status,
           timestamptz '2020-01-01' + (n / 4) * interval '1 second'
    FROM generate_series(1, 23) AS n`);
  const all = await listReplays(prisma, { status }, { limit: 200, before: null });
  expect(all).toHaveLength({ running: 7, finished: 16, cancelled: 0, all: 23 }[status ?? 'all']);
  expect(all.map(({ createdAt }) => createdAt)).toEqual(
    all.map(({ createdAt }) => createdAt).toSorted((a, b) => b.getTime() - a.getTime()),
  );
  const paged = [];
  for (;;) {
    const page = await listReplays(prisma, { status }, { limit: 4, before: paged.at(-1) ?? null });
    paged.push(...page);
    if (page.length < 4) break;
  }
  expect(paged.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
});
