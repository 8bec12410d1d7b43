import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { AlertTimings } from '../alerts/alerts.ts';
import type { Config } from '../config/config.ts';
import { releaseVersion } from '../config/release.ts';
import { IKCRM_RATE_LIMIT, type RateLimit } from '../crm/ikcrm/rate-limiter.ts';
import type { LookAgain } from '../crm/suitecrm/standing.ts';
import type { Database } from '../database/client.ts';
import { openDatabase } from '../database/open.ts';
import type { KnownUnits } from '../domain/events/read-shop-event.ts';
import { ServiceEvents } from '../domain/service-events.ts';
import { passOnTraces, type RandomBytes, type Tracing } from '../domain/trace.ts';
import { buildApps } from '../http/app.ts';
import { GroupCommit } from '../inbox/accept.ts';
import { readBacklog } from '../inbox/backlog.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { BacklogTrend } from '../operations/backlog-trend.ts';
import { recordUrls } from '../operations/record-urls.ts';
import { PLATFORMS } from '../shops/platforms.ts';
import { createDeliveryReceiver } from '../shops/receive-delivery.ts';
import type { Telemetry, TelemetryTimings } from '../telemetry/telemetry.ts';
import { IntakeGate } from '../webhooks/intake.ts';
import { Dispatcher } from '../worker/dispatcher.ts';
import { PauseWatch } from '../worker/pause-watch.ts';
import { ReplayPacer } from '../worker/replay-pacer.ts';
import { RetentionSweeper } from '../worker/retention-sweeper.ts';
import { plannerByCrm, workflowsByCrm } from '../workflows/workflows.ts';
import { ALERT_TIMINGS, connectAlerts } from './connect-alerts.ts';
import { connectTelemetry, TELEMETRY_TIMINGS } from './connect-telemetry.ts';
import {
  type ConnectedCrm,
  type ConnectionOptions,
  connectCrms,
  LONGEST_QUIET_MS,
  LOOK_AGAIN,
  quietMs,
} from './crm-connections.ts';
import { serviceHealth } from './health.ts';
import { listen } from './listen.ts';
import { logEvents } from './log-events.ts';
import { createRandomBytes } from './random-bytes.ts';
import { type ConnectedShop, connectShops, SHOP_TIMEOUT_MS } from './shop-connections.ts';

/** What a service takes from its surroundings beside the configuration. */
export interface Surroundings {
  readonly log: Logger;
  /** Wall clock. */
  readonly now?: () => Date;
  /** Monotonic milliseconds, for leases. */
  readonly monotonic?: () => number;
  /** 0 <= n < 1, for the jitter of retries. */
  readonly random?: () => number;
  /** For the ids of traces. */
  readonly randomBytes?: RandomBytes;
  /** How many calls ikcrm takes; what its vendor allows unless given. */
  readonly ikcrmRateLimit?: RateLimit;
  /** The pauses before what should stand in SuiteCRM, and is not shown, is looked for again, in milliseconds. */
  readonly lookAgain?: LookAgain;
  /** For how long at most a call that nobody waits for any more may keep a CRM busy, in milliseconds. */
  readonly longestQuietMs?: number;
  /** How alerts keep time. */
  readonly alertTimings?: AlertTimings;
  /** How long a shop's API is waited for, in milliseconds. */
  readonly shopTimeoutMs?: number;
  /** How telemetry keeps time. */
  readonly telemetryTimings?: TelemetryTimings;
}

/** A running service. */
export interface Service {
  /** Where it takes webhooks. */
  readonly url: string;
  /** Where its admin routes are: there too, unless they have a port of their own. */
  readonly adminUrl: string;
  readonly database: Database;
  /** Looks for work at once, after the inbox was changed from outside the webhooks. */
  wake(): void;
  /** Takes no more webhooks, finishes or gives back what is in work within the grace time, and closes everything. */
  stop(): Promise<void>;
}

const GIVE_BACK_MS = 1_000;
const LONGEST_PAUSE_POLL_MS = 1_000;
/** Left of the grace time when a stop that hangs is given up. */
const LEAVING_MS = 750;

/** Opens the database, wires the rooms together, and starts to listen and to work. Rejects with what is wrong; nothing is left running. */
export async function startService(config: Config, surroundings: Surroundings): Promise<Service> {
  const { log } = surroundings;
  const bytesOfIds = createRandomBytes();
  const events = new ServiceEvents();
  logEvents(log, events);
  const metrics = createMetrics({
    events,
    readBacklog: () => readBacklog(database),
    onDatabaseAway: (error) => log.warn({ err: error }, 'a scrape goes without the backlog'),
  });
  const database = await openDatabase(config.database, log, { onLockLost: () => events.emit('lockLost') });
  let crms: ConnectedCrms = new Map();
  let shops: ReadonlyMap<string, ConnectedShop> = new Map();
  let pauses: PauseWatch | null = null;
  let telemetry: Telemetry | null = null;
  const closeAll = async () => {
    await pauses?.stop();
    await telemetry?.stop();
    await Promise.all([...crms.values(), ...shops.values()].map((connected) => connected.close()));
    await database.close();
  };
  try {
    const randomBytes = surroundings.randomBytes ?? createRandomBytes();
    const monotonic = surroundings.monotonic ?? (() => performance.now());
    telemetry = await connectTelemetry(config.telemetry, {
      events,
      readMetrics: metrics.read,
      randomBytes,
      instanceId: uuidv7(),
      now: surroundings.now ?? (() => new Date()),
      monotonic,
      log,
      timings: surroundings.telemetryTimings ?? TELEMETRY_TIMINGS,
    });
    const tracing = telemetry?.tracing ?? passOnTraces(randomBytes, monotonic);
    crms = connectCrms(config, crmSurroundings(surroundings, { database, events, tracing }));
    const watch = watchPauses(config, { database, crms, log });
    pauses = watch;
    await watch.start();
    for (const [name, { breaker }] of crms) metrics.watchCrm(name, () => breaker.status);
    const units = unitsInUse(config.businessUnits, crms);
    // The start goes on without them, so that a unit can be prepared.
    const refused = [...units].filter(([, { switchedOff }]) => switchedOff).map(([name]) => name);
    if (refused.length > 0)
      log.warn({ refused }, 'webhooks for business units whose CRM is not configured are refused');
    const intake = new GroupCommit(database, { events });
    const newEventId = () => uuidv7({ random: bytesOfIds(16) });
    shops = connectShops(config, {
      database,
      events,
      log,
      units,
      newEventId,
      intake,
      timeoutMs: surroundings.shopTimeoutMs ?? SHOP_TIMEOUT_MS,
      now: surroundings.now ?? (() => new Date()),
      random: surroundings.random ?? Math.random,
      tracing,
    });
    const lanes = new Map<string, Lane>([...crms, ...shops]);
    const alerts = connectAlerts(config, {
      database,
      events,
      log,
      crms,
      now: surroundings.now ?? (() => new Date()),
      timings: surroundings.alertTimings ?? ALERT_TIMINGS,
    });
    const dispatcher = createDispatcher(config, surroundings, { database, events, tracing, lanes });
    const pacer = new ReplayPacer({ database, pollMs: config.worker.pollMs, log, events });
    const sweeper = new RetentionSweeper({ database, days: config.retentionDays, log, events });
    events.on('committed', () => dispatcher.wake());
    events.on('replayed', () => dispatcher.wake());
    events.on('crmUsable', () => dispatcher.wake());
    events.on('replayStarted', () => pacer.wake());
    const now = surroundings.now ?? (() => new Date());
    const trend = new BacklogTrend({ read: () => readBacklog(database), now });
    const gate = new IntakeGate();
    let listens = false;
    const apps = await buildApps({
      version: releaseVersion(),
      keys: config.webhookKeys,
      units,
      intake,
      gate,
      health: serviceHealth({
        database,
        takesWebhooks: () => listens && gate.open,
        log,
        crms: new Map([...crms].map(([name, { breaker }]) => [name, () => breaker.status])),
        pauses: () => watch.pauses,
        shops: new Map([...shops.values()].map(({ shop, breaker }) => [shop.name, () => breaker.status])),
      }),
      events,
      expose: metrics.expose,
      opsApart: config.http.admin !== null,
      admin: {
        database,
        planner: plannerByCrm(new Map([...lanes].map(([name, { workflows }]) => [name, workflows]))),
        units,
        recordUrls: recordUrls({ suitecrmUrl: config.suitecrm?.url ?? null }),
        records: crms.get('suitecrm')?.records ?? null,
        crms: new Map([...crms].map(([name, { breaker }]) => [name, () => breaker.state])),
        refreshPauses: () => watch.refresh(),
        tokens: config.adminTokens,
        shops: config.shops,
        walks: new Map([...shops.values()].flatMap(({ shop, walk }) => (walk === null ? [] : [[shop.name, walk]]))),
        newId: uuidv7,
        retentionDays: config.retentionDays,
        now,
        trend: () => trend.moments,
        events,
      },
      logger: log,
      now,
      newEventId,
      ...(config.shops.size === 0
        ? {}
        : {
            shops: {
              shops: config.shops,
              receive: createDeliveryReceiver({ platforms: PLATFORMS, intake, newEventId }),
            },
          }),
      newRequestId: randomUUID,
      randomBytes,
      tracing,
    });
    const { url, adminUrl } = await listen(apps, config.http);
    listens = true;
    dispatcher.start();
    pacer.start();
    sweeper.start();
    alerts?.start();
    trend.start();
    for (const { breaker } of lanes.values()) breaker.start();
    for (const { loop } of shops.values()) loop?.start();
    const stop = stopInTime(config.shutdownGraceMs, log, async (drainMs) => {
      gate.shut();
      for (const { breaker } of lanes.values()) breaker.stop();
      const servers = [apps.app, ...(apps.adminApp === null ? [] : [apps.adminApp])];
      const cutOff = setTimeout(() => {
        for (const { server } of servers) server.closeAllConnections();
      }, drainMs);
      await Promise.all([
        pacer.stop(),
        sweeper.stop(),
        trend.stop(),
        dispatcher.stop(drainMs),
        ...[...shops.values()].map(({ loop }) => loop?.stop()),
      ]);
      await Promise.all(servers.map((server) => server.close()));
      clearTimeout(cutOff);
      await intake.idle();
      await alerts?.stop();
      await closeAll();
    });
    return { url, adminUrl, database, wake: () => dispatcher.wake(), stop };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** The stop of a service, once however often it is asked for: in order, or given up shortly before the grace time is over. */
function stopInTime(graceMs: number, log: Logger, stopInOrder: (drainMs: number) => Promise<void>) {
  let stopped: Promise<void> | null = null;
  return () => {
    stopped ??= stop();
    return stopped;
  };

  async function stop(): Promise<void> {
    const outOfTime = pause(graceMs - LEAVING_MS, 'late', { ref: false });
    if ((await Promise.race([stopInOrder(drainTime(graceMs)), outOfTime])) !== 'late') return;
    log.error('the grace time is over; what could not be given back waits for its lease to run out');
  }
}

/** The part of the grace time in which calls and requests may still finish; the rest is for giving back what did not. */
function drainTime(graceMs: number): number {
  return Math.max(graceMs / 2, graceMs - GIVE_BACK_MS);
}

/** The business units, those of a CRM that is not configured marked as switched off. */
function unitsInUse(units: Config['businessUnits'], crms: ConnectedCrms): KnownUnits {
  return new Map([...units].map(([name, { crm }]) => [name, { crm, switchedOff: !crms.has(crm) }]));
}

type ConnectedCrms = ReadonlyMap<string, ConnectedCrm>;
/** What events are claimed for: a CRM, or a shop whose deliveries are worked out. */
type Lane = Pick<ConnectedCrm, 'breaker' | 'workflows'>;

/** What lets the breakers of the CRMs obey a pause within a second, whichever replica was told of it. */
function watchPauses(
  { worker: { pollMs } }: Config,
  { database, crms, log }: { readonly database: Database; readonly crms: ConnectedCrms; readonly log: Logger },
): PauseWatch {
  const breakers = new Map([...crms].map(([name, { breaker }]) => [name, breaker]));
  return new PauseWatch({ database, breakers, everyMs: Math.min(pollMs, LONGEST_PAUSE_POLL_MS), log });
}

interface Inside {
  readonly database: Database;
  readonly events: ServiceEvents;
  readonly tracing: Tracing;
}

function crmSurroundings(surroundings: Surroundings, inside: Inside): ConnectionOptions {
  return {
    ...inside,
    log: surroundings.log,
    random: surroundings.random ?? Math.random,
    ikcrmRateLimit: surroundings.ikcrmRateLimit ?? IKCRM_RATE_LIMIT,
    lookAgain: surroundings.lookAgain ?? LOOK_AGAIN,
    longestQuietMs: surroundings.longestQuietMs ?? LONGEST_QUIET_MS,
  };
}

function createDispatcher(
  config: Config,
  surroundings: Surroundings,
  { database, events, tracing, lanes }: Inside & { readonly lanes: ReadonlyMap<string, Lane> },
): Dispatcher {
  return new Dispatcher({
    database,
    workflows: workflowsByCrm(new Map([...lanes].map(([name, { workflows }]) => [name, workflows]))),
    breakers: new Map([...lanes].map(([name, { breaker }]) => [name, breaker])),
    retry: config.retry,
    quietMs: quietMs(config, surroundings.longestQuietMs ?? LONGEST_QUIET_MS),
    owner: `${hostname()} ${process.pid}`,
    leaseMs: config.worker.leaseMs,
    pollMs: config.worker.pollMs,
    now: surroundings.monotonic ?? (() => performance.now()),
    random: surroundings.random ?? Math.random,
    log: surroundings.log,
    tracing,
    events,
  });
}
