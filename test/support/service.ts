import { type Logger, pino } from 'pino';
import Type from 'typebox';
import { afterAll, beforeAll } from 'vitest';
import type { IkcrmSimulator } from '../../lab/simulator/ikcrm/index.ts';
import {
  type JournaledCall,
  type SimulatorOptions,
  type SuiteCrmSimulator,
  startSuiteCrmSimulator,
} from '../../lab/simulator/suitecrm/index.ts';
import { createStorefront, type Storefront } from '../../lab/storefront.ts';
import type { BusinessUnit, Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { RateLimit } from '../../src/crm/ikcrm/rate-limiter.ts';
import { preparedStatement } from '../../src/database/prepared.ts';
import { type Service, startService } from '../../src/service/start-service.ts';
import type { Route, SendOptions } from '../../src/webhooks/sign-request.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { waitFor } from './wait-for.ts';

/** The whole service over its own database, beside a simulated CRM and a shop. */
export interface Bench {
  readonly crm: SuiteCrmSimulator;
  readonly database: TestDatabase;
  readonly service: Service;
  readonly shop: Storefront;
  /** Sends a webhook, expects 202, and gives the event's id. */
  send(route: Route, body: object, options?: SendOptions): Promise<string>;
  /** Waits until an event is done, dead or waiting. */
  settled(eventId: string): Promise<SettledEvent>;
  /** Sends a webhook and waits for its event. */
  play(route: Route, body: object, options?: SendOptions): Promise<SettledEvent>;
  /** The CRM calls so far, tokens left out, as `POST AOS_Invoices`. */
  calls(): string[];
  /** Stops the service and starts another one on the same database. */
  restart(overrides?: BenchOptions): Promise<Bench>;
  close(): Promise<void>;
}

export interface SettledEvent {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
  readonly waitingFor: string | null;
  readonly errorClass: string | null;
  readonly errorCode: string | null;
  readonly errorStep: string | null;
  readonly errorMessage: string | null;
  readonly warnings: readonly string[];
}

export interface BenchOptions {
  readonly simulator?: SimulatorOptions;
  readonly suitecrm?: Partial<NonNullable<Config['suitecrm']>>;
  readonly retry?: Partial<Config['retry']>;
  readonly worker?: Partial<Config['worker']>;
  readonly unit?: Partial<SuiteCrmUnit>;
  readonly adminTokens?: Config['adminTokens'];
  /** The admin routes have a port of their own. */
  readonly opsApart?: boolean;
  /** Silent unless given. */
  readonly log?: Logger;
  /** An ikcrm beside it, with a unit named `wholesale`. */
  readonly ikcrm?: IkcrmSimulator;
  readonly ikcrmRateLimit?: RateLimit;
  /** For how long at most a call without an answer counts as still at work in the CRM; 300 ms unless given. */
  readonly longestQuietMs?: number;
  /** What stands in `SHOPS_FILE`. */
  readonly shops?: Readonly<Record<string, unknown>>;
  /** Where alerts go; nowhere unless given. */
  readonly alerts?: Config['alerts'];
  /** After how many days payloads are removed; never unless given. */
  readonly retentionDays?: number;
  /** Where traces and metrics go; nowhere unless given. */
  readonly telemetry?: Config['telemetry'];
  /** How long a shop's API is waited for, in milliseconds. */
  readonly shopTimeoutMs?: number;
  /** The database, not migrated perhaps; a new one with all migrations unless given. It is dropped with the bench. */
  readonly on?: TestDatabase;
  /** The database as the role that owns its tables, where the service works as another one. */
  readonly ownerUrl?: string;
  readonly poolSize?: number;
  /** The way to the database that the service takes, such as through a proxy: its URL by that of the database. */
  readonly wayToDatabase?: (url: string) => string;
  /** A second unit of the same CRM, named `market`. */
  readonly market?: Partial<SuiteCrmUnit>;
}

type SuiteCrmUnit = Extract<BusinessUnit, { crm: 'suitecrm' }>;

const SETTLED = ['done', 'dead', 'waiting'];
const readSettled = preparedStatement(
  'test_settled',
  Type.Object({ id: Type.String() }),
  `SELECT id::text FROM events WHERE id = $1::uuid AND status IN (${SETTLED.map((status) => `'${status}'`)})`,
);
const LOOK_AGAIN = [5, 10, 20];
const ALERT_TIMINGS = { tickMs: 50, gapMs: 20, timeoutMs: 1_000, backoffMs: [20, 50] };
const TELEMETRY_TIMINGS = { spanDelayMs: 20, timeoutMs: 10_000, againMs: [20], flushMs: 500 };
/** The simulated CRM is at work for no longer than it takes to answer, unless a test slows it down. */
const LONGEST_QUIET_MS = 300;
/** The secret that the bench's shops sign with. */
export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const ENVIRONMENT = {
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'silent',
  WEBHOOK_SECRETS: SECRET,
  SUITECRM_TIMEOUT_MS: '2000',
  MAX_ATTEMPTS: '5',
  RETRY_BASE_MS: '20',
  RETRY_MAX_MS: '200',
  LEASE_MS: '3000',
  POLL_MS: '50',
  SHUTDOWN_GRACE_MS: '2000',
};

/** Starts everything on free ports, for tests that need one of their own: close it, or use `useBench`. */
export async function startBench(options: BenchOptions = {}): Promise<Bench> {
  const database = options.on ?? (await createTestDatabase());
  const crm = await startSuiteCrmSimulator(options.simulator);
  return await onBench(database, crm, options);
}

/** The bench of the tests beside it: started before the first of them and closed after the last. */
export function useBench(options: BenchOptions = {}): Bench {
  let started: Bench | null = null;
  const bench = (): Bench => {
    if (started === null) throw new TypeError('The bench is there only while tests run');
    return started;
  };
  beforeAll(async () => {
    started = await startBench(options);
  });
  afterAll(() => started?.close());
  return {
    get crm() {
      return bench().crm;
    },
    get database() {
      return bench().database;
    },
    get service() {
      return bench().service;
    },
    get shop() {
      return bench().shop;
    },
    send: (...webhook) => bench().send(...webhook),
    settled: (id) => bench().settled(id),
    play: (...webhook) => bench().play(...webhook),
    calls: () => bench().calls(),
    async restart(overrides) {
      started = await bench().restart(overrides);
      return started;
    },
    close: () => bench().close(),
  };
}

async function onBench(database: TestDatabase, crm: SuiteCrmSimulator, options: BenchOptions): Promise<Bench> {
  const { log = pino({ level: 'silent' }) } = options;
  const url = options.wayToDatabase?.(database.url) ?? database.url;
  const service = await startService(benchConfig(url, crm, options), {
    log,
    lookAgain: LOOK_AGAIN,
    longestQuietMs: options.longestQuietMs ?? LONGEST_QUIET_MS,
    alertTimings: ALERT_TIMINGS,
    telemetryTimings: TELEMETRY_TIMINGS,
    ...(options.shopTimeoutMs === undefined ? {} : { shopTimeoutMs: options.shopTimeoutMs }),
    ...(options.ikcrmRateLimit === undefined ? {} : { ikcrmRateLimit: options.ikcrmRateLimit }),
  });
  const shop = createStorefront({ url: service.url, secret: SECRET });
  const send = async (route: Route, body: object, sendOptions?: SendOptions) => {
    const answer = await shop.send(route, body, sendOptions);
    const id = eventIdOf(answer.body);
    if (answer.status !== 202 || id === null) {
      throw new Error(`Expected 202, got ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return id;
  };
  const settled = async (id: string) =>
    await waitFor(`event ${id} is settled`, async () => {
      // Asked for by the thousand, where the ORM would take as long as what is tested.
      if ((await readSettled(database.database.askPrepared, [id])).length === 0) return null;
      const event = await database.database.prisma.event.findUniqueOrThrow({ where: { id } });
      return SETTLED.includes(event.status) ? event : null;
    });
  let after: Bench | null = null;
  return {
    crm,
    database,
    service,
    shop,
    send,
    settled,
    play: async (route, body, sendOptions) => await settled(await send(route, body, sendOptions)),
    calls: () => crm.journal.calls().filter(isV8Call).map(describeCall),
    async restart(overrides = {}) {
      await service.stop();
      after = await onBench(database, crm, { ...options, ...overrides });
      return after;
    },
    async close() {
      // Whoever has this bench may have another one start in its place, and closes this one.
      if (after !== null) return await after.close();
      await service.stop();
      await crm.close();
      await database.drop();
    },
  };
}

function isV8Call(call: JournaledCall): boolean {
  return call.path.startsWith('/Api/V8/');
}

/** `GET Contacts`, `POST AOS_Invoices`, `POST Leads relationships`. */
export function describeCall(call: JournaledCall): string {
  const relation = call.path.includes('/relationships') ? ' relationships' : '';
  return `${call.method} ${call.module}${relation}`;
}

/** The configuration of a bench's service: fast retries, one SuiteCRM unit named `experience` with the guides' ids. */
export function benchConfig(databaseUrl: string, crm: SuiteCrmSimulator, options: BenchOptions = {}): Config {
  const units = {
    experience: EXPERIENCE,
    ...(options.market === undefined ? {} : { market: EXPERIENCE }),
    ...(options.ikcrm === undefined ? {} : { wholesale: WHOLESALE }),
  };
  const environment = { ...ENVIRONMENT, ...environmentOf(crm, options.ikcrm), DATABASE_URL: databaseUrl };
  const config = loadConfig(environment, {
    readFile: filesOf({ './business-units.json': units, './shops.json': options.shops }),
  });
  const changes = new Map([
    ['experience', options.unit],
    ['market', options.market],
  ]);
  const changed = [...config.businessUnits.values()].map((unit) =>
    unit.crm === 'suitecrm' ? { ...unit, ...changes.get(unit.name) } : unit,
  );
  return {
    ...config,
    database: {
      ...config.database,
      ownerUrl: options.ownerUrl ?? null,
      poolSize: options.poolSize ?? config.database.poolSize,
    },
    adminTokens: options.adminTokens ?? [],
    http: { ...config.http, admin: options.opsApart === true ? { host: '127.0.0.1', port: 0 } : null },
    alerts: options.alerts ?? null,
    retentionDays: options.retentionDays ?? null,
    telemetry: options.telemetry ?? null,
    businessUnits: new Map(changed.map((unit) => [unit.name, unit])),
    suitecrm: config.suitecrm === null ? null : { ...config.suitecrm, ...options.suitecrm },
    retry: { ...config.retry, ...options.retry },
    worker: { ...config.worker, ...options.worker },
  };
}

/** Files of a configuration that stand in memory. */
export function filesOf(files: Readonly<Record<string, unknown>>): (path: string) => Uint8Array {
  return (path) => {
    if (files[path] !== undefined) return Buffer.from(JSON.stringify(files[path]));
    throw Object.assign(new Error(`There is no ${path}`), { code: 'ENOENT' });
  };
}

function environmentOf(crm: SuiteCrmSimulator, ikcrm: IkcrmSimulator | undefined): Record<string, string> {
  const suitecrm = {
    SUITECRM_URL: crm.url,
    SUITECRM_CLIENT_ID: crm.client.id,
    SUITECRM_CLIENT_SECRET: crm.client.secret,
  };
  if (ikcrm === undefined) return suitecrm;
  const { login, password, corpId } = ikcrm.account;
  return {
    ...suitecrm,
    IKCRM_URL: ikcrm.url,
    IKCRM_LOGIN: login,
    IKCRM_PASSWORD: password,
    IKCRM_CORP_ID: corpId,
    IKCRM_TIMEOUT_MS: '500',
  };
}

const WHOLESALE = { crm: 'ikcrm', time_zone: 'Asia/Shanghai' };

const EXPERIENCE = {
  crm: 'suitecrm',
  time_zone: 'Asia/Taipei',
  account_id: 'dfd71a55-ae2d-1849-b491-5eac392fac52',
  assigned_user_id: '4e640918-9db7-2121-94b5-5eba64642e0c',
  security_group_ids: ['a253557e-40f7-11eb-8665-fa163ef36d26'],
  prospect_list_ids: ['b1111111-40da-11eb-8665-fa163ef36d26'],
};

function eventIdOf(body: unknown): string | null {
  return typeof body === 'object' && body !== null && 'event_id' in body && typeof body.event_id === 'string'
    ? body.event_id
    : null;
}
