import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/client.ts';
import type { KnownUnits } from '../domain/events/read-shop-event.ts';
import type { ServiceEvents, ShopCallReport } from '../domain/service-events.ts';
import type { Tracing } from '../domain/trace.ts';
import type { ShopLane } from '../inbox/types.ts';
import { answerPrivacy } from '../operations/privacy/answer-privacy.ts';
import type { CatchUpOptions } from '../shops/catch-up.ts';
import { PLATFORMS } from '../shops/platforms.ts';
import { platformId, type Shop } from '../shops/shop.ts';
import { createWooApi } from '../shops/woocommerce/api.ts';
import { keyGoesInTheClear } from '../shops/woocommerce/clear-text.ts';
import type { Intake } from '../webhooks/intake.ts';
import { CircuitBreaker } from '../worker/circuit-breaker.ts';
import { deliveryWorkflows } from '../workflows/shops/delivery-workflows.ts';
import type { Planner, Workflows } from '../workflows/workflows.ts';
import { CatchUpLoop } from './catch-up-loop.ts';

/** A connected shop as the service uses it. */
export interface ConnectedShop {
  readonly shop: Shop;
  /** Asks the shop for what no webhook brought; null where it has no API. */
  readonly walk: CatchUpOptions | null;
  readonly loop: CatchUpLoop | null;
  /** Guards the shop's own API; always closed where nothing is asked. */
  readonly breaker: CircuitBreaker;
  readonly workflows: Workflows & Planner;
  close(): Promise<void>;
}

/** What a connection to a shop takes from the service. */
export interface ShopConnectionOptions {
  readonly database: Database;
  readonly events: ServiceEvents;
  readonly log: Logger;
  readonly units: KnownUnits;
  readonly newEventId: () => string;
  readonly intake: Intake;
  /** For one call to a shop's API, in milliseconds. */
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** 0 <= n < 1. */
  readonly random: () => number;
  readonly tracing: Tracing;
}

/** A shop on a cheap server takes its time. */
export const SHOP_TIMEOUT_MS = 30_000;
const PROBE_MS = 10_000;
const LONGEST_PROBE_PAUSE_MS = 60_000;
/** Deliveries of one shop in work at once: each is a look into the database and a commit. */
const CONCURRENCY = 4;
/** A question to a shop writes nothing there. */
const WORKING_TIME = { afterTimeOutMs: 0, afterBeginMs: 0 };

/** The shops of the configuration, by what stands for a CRM at their deliveries. */
export function connectShops(config: Config, options: ShopConnectionOptions): ReadonlyMap<ShopLane, ConnectedShop> {
  return new Map([...config.shops.values()].map((shop) => [`shop:${shop.name}`, connectShop(config, shop, options)]));
}

function connectShop(config: Config, shop: Shop, options: ShopConnectionOptions): ConnectedShop {
  const { database, events, log, units, newEventId, timeoutMs, random, tracing } = options;
  const nothing = async () => {};
  const onCall = (call: ShopCallReport) => events.emit('shopCalled', { shop: shop.name, call });
  const api =
    shop.api === null ? null : createWooApi(shop.api, { shop: shop.name, timeoutMs, clock: Date.now, onCall });
  const breaker = new CircuitBreaker({
    crm: `shop:${shop.name}`,
    // Only the shop's own API can be away, and it is asked only when a call has failed.
    probe: async (signal) => await api?.ordersChanged(options.now().toISOString(), 1, signal),
    firstProbe: nothing,
    probeTimeoutMs: PROBE_MS,
    baseMs: config.retry.baseMs,
    maxMs: Math.min(config.retry.maxMs, LONGEST_PROBE_PAUSE_MS),
    concurrency: CONCURRENCY,
    random,
    log,
    events,
  });
  const workflows = deliveryWorkflows({
    database,
    shop,
    platform: PLATFORMS[shop.platform],
    reader:
      api === null
        ? null
        : {
            refundsOf: (orderId, { signal, origin }) =>
              api.refundsOf(platformId(shop, orderId), signal, origin?.().span.parent ?? null),
          },
    async answerPrivacy(eventId, told) {
      const answer = await answerPrivacy(database, shop, eventId, told);
      if (told.kind === 'data_request') events.emit('dataRequested', { shop: shop.name, event: eventId });
      return answer;
    },
    units,
    newEventId,
    tracing,
    workingTime: WORKING_TIME,
    events,
  });
  if (shop.api !== null && keyGoesInTheClear(shop.api)) {
    log.warn(
      { shop: shop.name },
      'the consumer key of the shop travels over plain http: let its url begin with https://',
    );
  }
  if (api === null || shop.api === null) return { shop, breaker, workflows, walk: null, loop: null, close: nothing };
  const walk = { shop, api, intake: options.intake, newEventId, tracing };
  const loop = new CatchUpLoop({ ...walk, database, everyMs: shop.api.catchUpMs, now: options.now, log });
  return { shop, breaker, workflows, walk, loop, close: () => api.close() };
}
