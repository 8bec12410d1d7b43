import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { type Database, sql } from '../src/database/client.ts';
import { EVENT_TYPES } from '../src/domain/events/event-types.ts';
import { ServiceEvents } from '../src/domain/service-events.ts';
import { claim } from '../src/inbox/claim.ts';
import { insertBatch } from '../src/inbox/insert-batch.ts';
import { settleDone } from '../src/inbox/settle.ts';
import type { NewEvent } from '../src/inbox/types.ts';
import { tryRetention } from '../src/operations/retention/try-retention.ts';
import { RetentionSweeper } from '../src/worker/retention-sweeper.ts';
import { percentile } from './report/statistics.ts';
import { withDatabase } from './stage/with-database.ts';

// How fast retention takes old orders, and what intake, claims and ends of events take beside it. Run: npm run bench:retention

const ROWS = 100_000;
const STEPS = 10;
const CHUNK = 5_000;
/** Events taken in, claimed and ended at once, and the rest after each turn: some 400 events a second. */
const AT_ONCE = 10;
const REST_MS = 15;
const ALONE_MS = 15_000;
const DAYS = 90;
const log = pino({ level: 'silent' });
const body = Buffer.from(
  JSON.stringify({
    ...EVENT_TYPES['order.paid'].sample,
    filling: 'x'.repeat(700),
  }),
);

await withDatabase(log, async (database) => {
  await fill(database);
  const begun = performance.now();
  const trial = await tryRetention(database, DAYS, new Date());
  const trialMs = performance.now() - begun;
  console.log(
    `${trial.events} orders with ${STEPS} steps each, ${(trial.bytes / 1e6).toFixed(0)} MB; dry run ${trialMs.toFixed(0)} ms`,
  );
  const alone = await load(database, async () => await pause(ALONE_MS));
  report('alone', alone);
  const events = new ServiceEvents();
  let taken = 0;
  events.on('payloadsRemoved', ({ byType }) => {
    taken += Object.values(byType).reduce((sum, count) => sum + count, 0);
  });
  const sweeper = new RetentionSweeper({ database, days: DAYS, log, events });
  const startedAt = performance.now();
  const beside = await load(database, async () => {
    sweeper.start();
    while (taken < ROWS) await pause(100);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  await sweeper.stop();
  report('beside retention', beside);
  console.log(`${taken} events in ${seconds.toFixed(0)} s: ${(taken / seconds).toFixed(0)} a second`);
});

interface Times {
  readonly intake: number[];
  readonly claim: number[];
  readonly end: number[];
}

/** Takes events in, claims and ends them, as long as the work beside it lasts. */
async function load(database: Database, beside: () => Promise<void>): Promise<Times> {
  const times: Times = { intake: [], claim: [], end: [] };
  let isOver = false;
  const over = beside().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await timed(times.intake, () => insertBatch(database, Array.from({ length: AT_ONCE }, newOrder)));
    const claimed = await timed(times.claim, () =>
      claim(database, { owner: 'bench', limit: AT_ONCE, leaseMs: 60_000, crm: 'suitecrm' }),
    );
    await Promise.all(claimed.map((event) => timed(times.end, () => settleDone(database, event, []))));
    await pause(REST_MS);
  }
  await over;
  return times;
}

async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  times.push(performance.now() - startedAt);
  return result;
}

function report(name: string, times: Times): void {
  for (const [what, values] of Object.entries(times) as [string, number[]][]) {
    const [p50, p99] = [percentile(values, 0.5), percentile(values, 0.99)];
    console.log(
      `${name.padEnd(18)}${what.padEnd(8)}${p50.toFixed(1).padStart(8)} ms p50${p99.toFixed(1).padStart(8)} ms p99${Math.max(
        ...values,
      )
        .toFixed(1)
        .padStart(8)} ms at most`,
    );
  }
}

function newOrder(): NewEvent {
  const id = randomUUID();
  return {
    id,
    webhookId: `msg_${id}`,
    body,
    contentSha256: Buffer.alloc(32),
    type: 'order.paid',
    reading: 2,
    crm: 'suitecrm',
    businessUnit: 'experience',
    userId: id,
    orderId: id,
    refundId: null,
    requestId: id,
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    keys: [`user:experience:${id}`, `order:experience:${id}`],
  };
}

/** Orders that were done long ago, as they stand in the database. */
async function fill(database: Database): Promise<void> {
  const said = JSON.stringify({ note: 'y'.repeat(500) });
  for (let from = 1; from <= ROWS; from += CHUNK) {
    await database.prisma.$executeRaw(sql`
      WITH inserted AS (
        INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, reading, crm, business_unit, user_id, order_id, keys,
                            status, received_at, finished_at)
        SELECT gen_random_uuid(), 'old ' || n, ${body}, sha256(${body}), sha256(${body}), 'order.paid', 2, 'suitecrm', 'experience',
               'U' || n, 'O' || n, ARRAY['user:experience:U' || n, 'email:' || n || '@example.com'], 'done',
               now() - interval '200 days' + n * interval '1 second', now() - interval '200 days' + n * interval '1 second'
        FROM generate_series(${from}::int, ${from + CHUNK - 1}::int) AS n
        RETURNING id
      )
      INSERT INTO steps (event_id, key, status, verb, module, crm_id, request, response, finished_at)
      SELECT id, 'line ' || step, 'done', 'POST', 'AOS_Products_Quotes', gen_random_uuid()::text, ${said}::jsonb, '{"id": "x"}', now()
      FROM inserted, generate_series(1, ${STEPS}::int) AS step`);
  }
  await database.prisma.$executeRaw(sql`VACUUM ANALYZE events, steps`);
}
