import { setTimeout as pause } from 'node:timers/promises';
import { type Database, sql } from '../../src/database/client.ts';
import { caughtUpPrefix } from '../../src/shops/new-delivery.ts';
import type { Message, ShopOfSoak } from './script/message.ts';

/** An event as its row says once all is settled. */
export interface SettledEvent {
  readonly webhookId: string;
  readonly id: string;
  /** Its place in the order of arrival. */
  readonly seq: bigint;
  readonly type: string;
  /** The delivery of a connected shop that it was made of. */
  readonly parentId: string | null;
  readonly keys: readonly string[];
  /** The shop's id of a refund, unique over the units of the soak. */
  readonly refundId: string | null;
  readonly status: string;
  readonly takeovers: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly warnings: readonly string[];
}

/** What is still to be done. */
interface Open {
  readonly open: number;
  /** Refunds that wait although their order is done. */
  readonly stuck: number;
  /** Changes whenever anything happened. */
  readonly progress: string;
}

const BLOG: ShopOfSoak = 'blog';
const LOOK_MS = 100;
const MAX_LOOKS = 100;
/** Nothing at all happens for so long: nothing will. */
const STANDSTILL_MS = 60_000;

/** The settled events in the order in which the inbox accepted them, at a moment in which no waiting one looks whether it may go on. */
export async function readEvents(database: Database): Promise<SettledEvent[]> {
  for (let looks = 1; ; looks += 1) {
    const events = await readAll(database);
    if (looks === MAX_LOOKS || events.every(({ status }) => status !== 'running')) return events;
    await pause(LOOK_MS);
  }
}

async function readAll(database: Database): Promise<SettledEvent[]> {
  return await database.prisma.event.findMany({
    orderBy: { seq: 'asc' },
    select: {
      webhookId: true,
      id: true,
      seq: true,
      type: true,
      parentId: true,
      keys: true,
      refundId: true,
      status: true,
      takeovers: true,
      errorCode: true,
      errorMessage: true,
      warnings: true,
    },
  });
}

/** What was found by asking the WooCommerce store, as it would have posted it. `removed`: what events were before their payload was removed. */
export async function readFound(
  database: Database,
  removed: ReadonlyMap<string, { readonly body: Uint8Array }>,
): Promise<Message[]> {
  const rows = await database.prisma.event.findMany({
    where: { webhookId: { startsWith: caughtUpPrefix(BLOG) } },
    select: { id: true, webhookId: true, topic: true, body: true },
  });
  return rows.map(({ id, webhookId, topic, body }) => ({
    webhookId,
    text: Buffer.from(removed.get(id)?.body ?? body).toString(),
    kind: 'found by asking the shop',
    to: { shop: BLOG, topic: topic ?? '', eventId: null, tells: null, shows: null, isDropped: false },
  }));
}

/** The mapping from the shop's ids to CRM records, a line each. Without the numbers of invoices, which follow the order of their creation. */
export async function readLinks(database: Database): Promise<string[]> {
  const rows = await database.prisma.$queryRaw<{ line: string }[]>(sql`
    SELECT concat_ws(' ', kind, business_unit, local_id, '->', module, crm_id) AS line FROM links
    WHERE kind <> 'invoice_number' ORDER BY 1`);
  return rows.map(({ line }) => line);
}

/** Resolves when no event is pending, running or retrying, and every refund whose order is done went on. False at a standstill. */
export async function settled(database: Database): Promise<boolean> {
  let before = '';
  let since = performance.now();
  for (;;) {
    const { open, stuck, progress } = await readOpen(database);
    if (open === 0 && stuck === 0) return true;
    if (progress !== before) {
      before = progress;
      since = performance.now();
    }
    if (performance.now() - since > STANDSTILL_MS) return false;
    await pause(LOOK_MS);
  }
}

async function readOpen(database: Database): Promise<Open> {
  const rows = await database.prisma.$queryRaw<Open[]>(sql`
    SELECT count(*) FILTER (WHERE status IN ('pending', 'running', 'retrying'))::int AS open,
           count(*) FILTER (WHERE status = 'waiting' AND EXISTS (
             SELECT 1 FROM events o WHERE o.business_unit = e.business_unit AND o.order_id = e.order_id
               AND o.type = 'order.paid' AND o.status = 'done'))::int AS stuck,
           concat_ws(' ', count(*) FILTER (WHERE status IN ('done', 'dead')),
             (SELECT count(*) FROM steps WHERE status = 'done')) AS progress
    FROM events e`);
  const [row] = rows;
  if (row === undefined) throw new TypeError('An aggregate without GROUP BY always gives one row');
  return row;
}
