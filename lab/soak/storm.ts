import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import Type from 'typebox';
import Value from 'typebox/value';
import { openDatabase } from '../../src/database/open.ts';
import { eachOf } from '../../src/workflows/runner/side-by-side.ts';
import { type Snapshot, startSuiteCrmSimulator } from '../simulator/suitecrm/index.ts';
import { Chaos } from './chaos.ts';
import { stormEnvironment, writeSoakFiles } from './environment.ts';
import { CRM_FAULTS, FaultDraw, STORE_FAULTS } from './faults.ts';
import { Fleet } from './fleet.ts';
import { readEvents, readFound, readLinks, type SettledEvent, settled } from './inbox-reader.ts';
import { invoiceNumbers } from './invoice-numbers.ts';
import type { SoakOptions } from './options.ts';
import { OverlapWatch } from './overlap-watch.ts';
import type { Random } from './random.ts';
import { refusedAlways } from './refused.ts';
import type { DeletedEvent } from './retention.ts';
import type { Scratch } from './scratch.ts';
import type { Message } from './script/message.ts';
import { type ShopCounts, StormShop } from './shop.ts';
import { catchUpWithBlog } from './shops/catch-up.ts';
import { showInBlog, startBlog } from './shops/woo-behind.ts';

/** What is left after a storm, and what happened in it. */
export interface StormResult {
  readonly snapshot: Snapshot;
  readonly numbers: readonly string[];
  readonly links: readonly string[];
  /** In the order in which the inbox accepted them. */
  readonly events: readonly SettledEvent[];
  readonly acknowledged: ReadonlyMap<string, string>;
  readonly shop: ShopCounts;
  readonly kills: Chaos['counts'];
  /** Events that a clean-up deleted in the middle. */
  readonly deleted: readonly DeletedEvent[];
  /** How many events lost their payload in the middle. */
  readonly removed: number;
  readonly faults: ReadonlyMap<string, number>;
  readonly calls: number;
  /** What was found by asking a shop. */
  readonly found: readonly Message[];
  /** The webhooks whose turn came, posted or not. */
  readonly happened: ReadonlySet<string>;
  readonly shopFaults: ReadonlyMap<string, number>;
  readonly shopCalls: number;
  readonly overlaps: readonly string[];
  /** What should not have happened whatever the storm. */
  readonly complaints: readonly string[];
  /** How long webhooks were sent, and how long it took until all were settled. */
  readonly seconds: { readonly sending: number; readonly settling: number };
}

const SENDERS = 12;
const LONGEST_ROUND = 30;
/** A storm over an inbox that is already full would meet nothing but the first events of it. */
const BACKLOG_PER_REPLICA = 40;
const BACKLOG_PATIENCE_MS = 20_000;
const LATENCY_MS = 3;
const FORGET_MS = 500;
const Health = Type.Object({ backlog: Type.Object({ pending: Type.Number(), retrying: Type.Number() }) });

/** Sends the messages while services and database are killed and the CRM misbehaves; then lets all settle and tells what is left. */
export async function playStorm(
  options: SoakOptions,
  messages: readonly Message[],
  scratch: Scratch,
  random: Random,
): Promise<StormResult> {
  const dataDir = path.join(scratch.folder, 'storm');
  const crm = await startSuiteCrmSimulator({ latency: LATENCY_MS });
  const blog = await startBlog(LATENCY_MS);
  const draw = new FaultDraw(CRM_FAULTS, options.faults, random.fork());
  const shopDraw = new FaultDraw(STORE_FAULTS, options.faults, random.fork());
  const watch = new OverlapWatch((module, id) => crm.record(module, id) !== undefined);
  let calls = 0;
  let shopCalls = 0;
  let calm = false;
  crm.faults.always((call) => {
    calls += 1;
    const fault = refusedAlways(call) ?? (calm ? undefined : draw.draw());
    // The work of a call that hangs is done, or never will be: it only waits for its client to give up.
    if (fault?.kind !== 'hang') watch.arrived(call);
    return fault;
  });
  blog.faults.always(() => {
    shopCalls += 1;
    return calm ? undefined : shopDraw.draw();
  });
  const forgetting = setInterval(() => {
    crm.journal.clear();
    blog.journal.clear();
  }, FORGET_MS);
  const files = await writeSoakFiles(path.join(scratch.folder, 'storm-files'), blog);
  const fleet = new Fleet(scratch, stormEnvironment(crm, dataDir, files));
  const chaos = new Chaos(fleet, { crm, blog }, dataDir, random.fork());
  const urls = () => fleet.running.map(({ url }) => url);
  const shop = new StormShop(urls);
  const happened = new Set<string>();
  const happen = async (message: Message) => {
    happened.add(message.webhookId);
    showInBlog(blog, message);
    await shop.deliver(message);
  };
  // Who deletes an event forgets its webhook id: it may come again as another one.
  const isDeleted = (eventId: string) => chaos.deleted.some(({ id }) => id === eventId);
  try {
    await Promise.all(Array.from({ length: options.replicas }, () => fleet.start()));
    const began = performance.now();
    await blow(options, messages, { fleet, chaos, happen });
    await chaos.over();
    await fleet.complete();
    const sent = performance.now();
    calm = true;
    await catchUpWithBlog(urls);
    const database = await openDatabase({ url: null, ownerUrl: null, dataDir, poolSize: 5 }, pino({ level: 'silent' }));
    try {
      const isSettled = await settled(database);
      const seconds = { sending: (sent - began) / 1000, settling: (performance.now() - sent) / 1000 };
      const events = (await readEvents(database)).map((event) => {
        const { keys = event.keys, warnings = event.warnings } = chaos.removed.get(event.id) ?? {};
        return { ...event, keys, warnings };
      });
      const links = await readLinks(database);
      const found = await readFound(database, chaos.removed);
      await fleet.stop();
      return {
        snapshot: crm.snapshot({ withoutNumbers: true }),
        numbers: invoiceNumbers(crm),
        links,
        events,
        acknowledged: shop.acknowledged,
        shop: shop.counts,
        kills: chaos.counts,
        deleted: chaos.deleted,
        removed: chaos.removed.size,
        faults: draw.counts,
        calls,
        found,
        happened,
        shopFaults: shopDraw.counts,
        shopCalls,
        overlaps: watch.overlaps,
        complaints: [
          ...fleet.complaints,
          ...shop.contradictions.filter(({ before }) => !isDeleted(before)).map(({ text }) => text),
          ...(isSettled ? [] : ['the events came to a standstill before they were settled']),
        ],
        seconds,
      };
    } finally {
      await database.close();
    }
  } finally {
    clearInterval(forgetting);
    await crm.close();
    await blog.close();
  }
}

interface StormParts {
  readonly fleet: Fleet;
  readonly chaos: Chaos;
  readonly happen: (message: Message) => Promise<void>;
}

/** Rounds of sending, with blows in them: as many rounds as it takes for the blows to meet all parts of the storm, or all of its time. */
async function blow(
  { kills, seconds, replicas }: SoakOptions,
  messages: readonly Message[],
  { fleet, chaos, happen }: StormParts,
): Promise<void> {
  const began = performance.now();
  const past = () => (seconds === null ? 0 : (performance.now() - began) / (seconds * 1000));
  const over = () => past() >= 1;
  const rounds = Math.max(kills, Math.ceil(messages.length / LONGEST_ROUND));
  const share = (of: number, round: number) => Math.floor((of * round) / rounds);
  for (let round = 0, struck = 0; round < rounds && !over(); round += 1) {
    const batch = messages.slice(share(messages.length, round), share(messages.length, round + 1));
    const due = seconds === null ? share(kills, round + 1) : Math.ceil(kills * past());
    const blows = Math.sign(due - struck);
    struck += blows;
    await Promise.all([
      eachOf(batch, SENDERS, async (message) => {
        if (!over()) await happen(message);
      }),
      blows > 0 ? chaos.strike() : null,
    ]);
    await backlogBelow(BACKLOG_PER_REPLICA * replicas, fleet);
  }
}

async function backlogBelow(limit: number, fleet: Fleet): Promise<void> {
  const deadline = performance.now() + BACKLOG_PATIENCE_MS;
  while (performance.now() < deadline && (await readBacklog(fleet)) > limit) await pause(50);
}

async function readBacklog(fleet: Fleet): Promise<number> {
  const [service] = fleet.running;
  if (service === undefined) return Number.POSITIVE_INFINITY;
  try {
    const answer = await fetch(`${service.url}/health`, { signal: AbortSignal.timeout(1_000) });
    const { backlog } = Value.Parse(Health, await answer.json());
    return backlog.pending + backlog.retrying;
  } catch {
    // Killed or frozen just now, or its database is: the next look tells.
    return Number.POSITIVE_INFINITY;
  }
}
