import type { Database } from '../../database/client.ts';
import { TillbridgeError } from '../../domain/errors.ts';
import { DELIVERY } from '../../domain/events/delivery.ts';
import { ERASED_WHOLE } from '../../domain/events/erased-body.ts';
import { belongingKeys, localIds } from '../../domain/events/event-types.ts';
import { type KnownUnits, readShopEvent } from '../../domain/events/read-shop-event.ts';
import { readJson } from '../../domain/json.ts';
import type { ServiceEvents } from '../../domain/service-events.ts';
import { formatTraceparent, type Tracing } from '../../domain/trace.ts';
import { ofMoney } from '../../domain/warning.ts';
import type { ClaimedEvent, EventContent } from '../../inbox/claimed-event.ts';
import { insertBatch } from '../../inbox/insert-batch.ts';
import { countFound } from '../../inbox/shop-catch-ups.ts';
import { knownWebhookIds, lastToldOrders } from '../../inbox/told-orders.ts';
import type { NewEvent } from '../../inbox/types.ts';
import { Links } from '../../links/links.ts';
import { type Child, childrenOf, refundWebhookId } from '../../shops/children.ts';
import { caughtUpPrefix } from '../../shops/new-delivery.ts';
import { type Delivery, DeliveryUnreadable, type Platform } from '../../shops/platform.ts';
import type { Shop } from '../../shops/shop.ts';
import type { PrivacyAnswer, PrivacyTold, RefundTold, ToldByShop } from '../../shops/told.ts';
import type { Plan } from '../planning/plan.ts';
import { Journal } from '../runner/journal.ts';
import { JournalWrites } from '../runner/journal-writes.ts';
import { untilStill, type WorkingTime } from '../runner/left-behind.ts';
import { callContext, NOTHING_LEFT } from '../runner/run-events.ts';
import { StepRunner } from '../runner/step-runner.ts';
import { EventErased } from '../stored-event.ts';
import type { Planner, Workflows } from '../workflows.ts';
import { orderKnown } from './order-known.ts';
import type { ShopReader } from './shop-reader.ts';

/** What the deliveries of one shop are worked on with. */
export interface DeliveryOptions {
  readonly database: Database;
  readonly shop: Shop;
  readonly platform: Platform;
  /** The shop's own API; null = it is not asked. */
  readonly reader: ShopReader | null;
  /** Does what a customer or a shop may ask for by law. */
  readonly answerPrivacy: (eventId: string, told: PrivacyTold) => Promise<PrivacyAnswer>;
  readonly units: KnownUnits;
  readonly newEventId: () => string;
  readonly tracing: Tracing;
  readonly workingTime: WorkingTime;
  readonly events: ServiceEvents;
}

/** Something of a delivery cannot be taken as it is: a dead event, to be replayed once mapping or shop are right. */
export class DeliveryRefused extends TillbridgeError {
  readonly code = 'delivery_refused';
  readonly errorClass = 'permanent';
}

/**
 * What a shop's platform posted is worked out by today's mapping and put into the inbox as events of our own, in one commit, each once; the
 * delivery ends with it. What is wrong with any of them keeps all of them out.
 */
export function deliveryWorkflows(options: DeliveryOptions): Workflows & Planner {
  const { database, shop, units, newEventId, tracing, events } = options;
  const writes = new JournalWrites(database);
  return {
    async run(stored, lease, stopping) {
      if (stored.mode !== 'resume' && ERASED_WHOLE.equals(stored.body)) return { warnings: [NOTHING_LEFT] };
      const delivery = await deliveryOf(database, stored);
      const told = options.platform.translate(delivery, shop);
      const runner = new StepRunner({
        event: stored,
        mode: stored.mode,
        journal: new Journal(database, writes, lease),
        links: new Links(database, stored.crm),
        earlier: new Map(),
        stopping,
        untilStill: (key) =>
          untilStill({ eventId: stored.id, key }, { database, time: options.workingTime, signal: lease.signal }),
        now: () => performance.now(),
        tracing,
        events,
      });
      const context = callContext(stored, lease, runner, tracing);
      const complete = await withRefundLines(options, delivery, told, async (orderId, ask) => {
        let answer: unknown = null;
        const key = `refunds of ${orderId}`;
        await runner.act(
          { key, verb: 'GET', module: 'refunds', fresh: true, request: { order: orderId } },
          async () => {
            answer = await ask(context);
            return { output: null };
          },
        );
        return answer;
      });
      const children = await newChildren(options, complete);
      const made = children.map((child) => newEvent(child, stored, { shop, units, newEventId, tracing }));
      lease.assertHeld();
      if (made.length > 0) {
        await insertBatch(database, made);
        events.emit('committed', { events: made.length });
        if (delivery.isCaughtUp) await countFound(database, shop.name);
      }
      const warnings = [...complete.warnings];
      for (const privacy of told.privacy) {
        const answer = await options.answerPrivacy(stored.id, privacy);
        if ('waitingFor' in answer) return answer;
        if (answer.warning !== null) warnings.push(answer.warning);
      }
      return told.privacy.length === 0 ? { warnings } : { warnings, forget: true };
    },

    async plan(stored): Promise<Plan> {
      const delivery = await deliveryOf(database, stored);
      const told = options.platform.translate(delivery, shop);
      const children = await newChildren(options, told);
      for (const child of children)
        newEvent(child, { ...stored, requestId: null, traceparent: null }, { shop, units, newEventId, tracing });
      const names = children.map(({ type, data }) => [type, data.refund_id ?? data.order_id].filter(Boolean).join(' '));
      return {
        done: [],
        calls: [],
        note: names.length === 0 ? 'It leads to nothing new' : `It leads to ${names.join(', ')}`,
      };
    },
  };
}

interface KeptDelivery extends Delivery {
  /** No webhook brought it. */
  readonly isCaughtUp: boolean;
}

async function deliveryOf(database: Database, stored: EventContent): Promise<KeptDelivery> {
  const { topic, webhookId, shop } = await database.prisma.event.findUniqueOrThrow({
    where: { id: stored.id },
    select: { topic: true, webhookId: true, shop: true },
  });
  if (stored.type !== DELIVERY || topic === null)
    throw new DeliveryUnreadable(`Event ${stored.id} is no delivery of a shop`);
  if (ERASED_WHOLE.equals(stored.body)) throw new EventErased(stored.id);
  const isCaughtUp = shop !== null && webhookId.startsWith(caughtUpPrefix(shop));
  return { topic, body: stored.body, isCaughtUp };
}

type Ask = (context: Parameters<ShopReader['refundsOf']>[1]) => Promise<unknown>;

/** The refunds of which only the amount is known, with their lines where the shop can be asked. */
async function withRefundLines(
  { database, shop, platform, reader }: DeliveryOptions,
  delivery: Delivery,
  told: ToldByShop,
  asking: (orderId: string, ask: Ask) => Promise<unknown>,
): Promise<ToldByShop> {
  const open = told.refunds.filter(({ data }) => data === null);
  const known = await knownWebhookIds(
    database,
    open.map(({ refundId }) => refundWebhookId(shop, refundId)),
  );
  const unknown = open.filter(({ refundId }) => !known.has(refundWebhookId(shop, refundId)));
  const { readRefunds } = platform;
  if (unknown.length === 0 || reader === null || readRefunds === undefined) return told;
  const found = new Map<string, RefundTold>();
  for (const orderId of new Set(unknown.map((refund) => refund.orderId))) {
    const answer = await asking(orderId, (context) => reader.refundsOf(orderId, context));
    for (const refund of readRefunds(answer, delivery, shop)) found.set(refund.refundId, refund);
  }
  const missing = unknown.filter(({ refundId }) => !found.has(refundId));
  return {
    ...told,
    refunds: told.refunds.map((refund) => found.get(refund.refundId) ?? refund),
    warnings: [
      ...told.warnings,
      ...missing.map(({ refundId }) => ({
        ...ofMoney(`Refund ${refundId} is taken by its amount alone, since the shop's API does not list it`),
        lasts: true,
      })),
    ],
  };
}

/** Those that are not in the inbox yet. */
async function newChildren({ database, shop }: DeliveryOptions, told: ToldByShop): Promise<Child[]> {
  const last = await lastToldOrders(database, shop, [...new Set(told.orders.map(({ orderId }) => orderId))]);
  const orders = new Map([...last].map(([orderId, stored]) => [orderId, orderKnown(stored)]));
  const children = childrenOf(shop, told, { orders });
  const known = await knownWebhookIds(
    database,
    children.map(({ webhookId }) => webhookId),
  );
  return children.filter(({ webhookId }) => !known.has(webhookId));
}

type Making = Pick<DeliveryOptions, 'shop' | 'units' | 'newEventId' | 'tracing'>;

/** Judged as a webhook is. Throws `DeliveryRefused` with all that is wrong with it. */
function newEvent(
  { webhookId, type, timestamp, data }: Child,
  parent: Pick<ClaimedEvent, 'id' | 'requestId' | 'traceparent'>,
  { shop, units, newEventId, tracing }: Making,
): NewEvent {
  const body = Buffer.from(JSON.stringify({ type, timestamp, data }));
  const read = readShopEvent(type, readJson(body), units);
  if (!read.ok) {
    const faults = read.faults.map(({ path, message }) => `${path}: ${message}`).join(' ');
    throw new DeliveryRefused(`The delivery leads to ${type}, which cannot be taken: ${faults}`);
  }
  return {
    id: newEventId(),
    webhookId,
    body,
    contentSha256: read.contentSha256,
    type,
    reading: read.reading,
    crm: read.crm,
    businessUnit: shop.businessUnit,
    ...localIds(read.event),
    requestId: parent.requestId ?? parent.id,
    traceparent: parent.traceparent ?? formatTraceparent(tracing.enter(null).at),
    keys: belongingKeys(read.event, read.crm),
    from: { shop: shop.name, topic: null, parentId: parent.id },
  };
}
