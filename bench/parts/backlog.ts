import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import type { Database } from '../../src/database/client.ts';
import { applyMigrations } from '../../src/database/migrate.ts';
import { connectDatabase } from '../../src/database/open.ts';
import { ServiceEvents } from '../../src/domain/service-events.ts';
import { passOnTraces } from '../../src/domain/trace.ts';
import { claim } from '../../src/inbox/claim.ts';
import { release, settleDone } from '../../src/inbox/settle.ts';
import { CircuitBreaker } from '../../src/worker/circuit-breaker.ts';
import { Dispatcher } from '../../src/worker/dispatcher.ts';
import type { BenchContext, BenchPart, BenchServer, Figure } from '../part.ts';
import { median } from '../report/statistics.ts';
import { fillInbox } from './fill-inbox.ts';

/** An inbox in which so many events wait. */
interface Inbox {
  readonly waiting: number;
  readonly database: Database;
  /** Milliseconds by what was measured, one of each round. */
  readonly found: Map<string, number[]>;
}

const CLAIM = 'claim of ten events';
const LIFE = 'claim and settle ten events';
const DRAIN = 'drain of 300 events';
const MEASURED = [CLAIM, LIFE, DRAIN];

const LEAST = 1_000;
const DRAINED = 300;
const TEN = { owner: 'bench', limit: 10, leaseMs: 60_000, crm: 'suitecrm' };
const CLAIMS_A_ROUND = 5;
/** A tenth over the least inbox. */
const WITHIN = 1.1;
const silent = pino({ level: 'silent' });

export const backlog: BenchPart = {
  name: 'backlog',
  title: 'Events claimed, settled and drained while others wait behind them',
  async run(context) {
    const sizes = context.quick ? [LEAST, 100_000] : [LEAST, 100_000, 1_000_000];
    return await measureBacklog(context, { sizes, rounds: context.quick ? 5 : 21 });
  },
};

/** How many events wait in each inbox, the least first, and how often each is measured. */
export interface BacklogOptions {
  readonly sizes: readonly number[];
  readonly rounds: number;
}

/** Measures inboxes of all sizes in turn, and then in the other order, so that none has the quieter half of the time. */
export async function measureBacklog(context: BenchContext, { sizes, rounds }: BacklogOptions): Promise<Figure[]> {
  const server = await context.server();
  const inboxes: Inbox[] = [];
  for (const waiting of sizes) inboxes.push(await openInbox(context, server, waiting));
  await server.checkpoint();
  for (let round = 0; round < rounds; round += 1)
    for (const inbox of round % 2 === 0 ? inboxes : inboxes.toReversed()) await measure(inbox);
  return MEASURED.flatMap((name) => figures(name, inboxes));
}

async function openInbox(context: BenchContext, server: BenchServer, waiting: number): Promise<Inbox> {
  const url = await server.create(`backlog_${waiting}`);
  await applyMigrations(url);
  const filling = new URL(url);
  filling.searchParams.set('statement_timeout', '0');
  const filler = connectDatabase(filling.href, silent);
  try {
    await fillInbox(filler, { waiting: waiting + DRAINED, finished: 20_000 });
  } finally {
    await filler.close();
  }
  const database = connectDatabase(url, silent);
  context.defer(() => database.close());
  context.log(`an inbox in which ${waiting} events wait`);
  return { waiting, database, found: new Map(MEASURED.map((name) => [name, []])) };
}

async function measure({ database, found }: Inbox): Promise<void> {
  const note = (name: string, ms: number) => found.get(name)?.push(ms);
  const top = { waiting: DRAINED + TEN.limit, finished: 0 };
  for (let index = 0; index < CLAIMS_A_ROUND; index += 1) {
    const begun = performance.now();
    const events = await claim(database, TEN);
    note(CLAIM, performance.now() - begun);
    for (const event of events) await release(database, event, 0);
  }
  const begun = performance.now();
  for (const event of await claim(database, TEN)) await settleDone(database, event, []);
  note(LIFE, performance.now() - begun);
  note(DRAIN, await drain(database));
  await fillInbox(database, top);
}

/** Lets the dispatcher work, with workflows that do nothing, until so many events are done. Milliseconds. */
async function drain(database: Database): Promise<number> {
  const events = new ServiceEvents();
  const ended = Promise.withResolvers<void>();
  let done = 0;
  events.on('runEnded', () => {
    done += 1;
    if (done === DRAINED) ended.resolve();
  });
  const answers = async () => {};
  const times = { probeTimeoutMs: 1_000, baseMs: 1_000, maxMs: 1_000 };
  const breaker = new CircuitBreaker({
    crm: TEN.crm,
    probe: answers,
    firstProbe: answers,
    ...times,
    concurrency: 8,
    random: Math.random,
    log: silent,
    events,
  });
  const dispatcher = new Dispatcher({
    database,
    workflows: { run: async () => ({ warnings: [] }) },
    log: silent,
    owner: TEN.owner,
    leaseMs: 15_000,
    pollMs: 500,
    tracing: passOnTraces(randomBytes, () => performance.now()),
    events,
    breakers: new Map([[TEN.crm, breaker]]),
    retry: { maxAttempts: 12, baseMs: 1_000, maxMs: 600_000 },
    quietMs: 0,
    now: () => performance.now(),
    random: Math.random,
  });
  events.on('runEnded', () => dispatcher.wake());
  events.on('crmUsable', () => dispatcher.wake());
  const begun = performance.now();
  breaker.start();
  dispatcher.start();
  await ended.promise;
  const ms = performance.now() - begun;
  await dispatcher.stop(1_000);
  breaker.stop();
  return ms;
}

function figures(name: string, inboxes: readonly Inbox[]): Figure[] {
  const medians = inboxes.map(({ found }) => median(found.get(name) ?? []));
  const times = inboxes.map(({ waiting, found }, index) => {
    const sorted = (found.get(name) ?? []).toSorted((a, b) => a - b);
    const spread = { least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 };
    return { name: `${name}, ${waiting} wait`, value: medians[index] ?? 0, unit: 'ms', spread };
  });
  const ratios = inboxes.slice(1).map(({ waiting }, index) => ({
    name: `${name}, ${waiting} wait to ${LEAST}`,
    value: (medians[index + 1] ?? 0) / (medians[0] ?? 1),
    unit: '×',
    target: { at: 'most' as const, value: WITHIN },
  }));
  return [...times, ...ratios];
}
