import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type { Config, SuiteCrmConfig } from './config/config.ts';
import { createSuiteCrm, type SuiteCrmClient } from './crm/suitecrm/client.ts';
import type { Database } from './database/client.ts';
import { openDatabase } from './database/open.ts';
import { buildApp } from './http/app.ts';
import { GroupCommit } from './inbox/accept.ts';
import { serviceHealth } from './service-health.ts';
import { IntakeGate } from './webhooks/intake-gate.ts';
import { CircuitBreaker } from './worker/circuit-breaker.ts';
import { Dispatcher } from './worker/dispatcher.ts';
import { SuiteCrmWorkflows } from './workflows/suitecrm-workflows.ts';
import { type Workflows, workflowsByCrm } from './workflows/workflows.ts';

/** What a service takes from its surroundings beside the configuration. */
export interface Surroundings {
  readonly log: Logger;
  /** Wall clock. */
  readonly now?: () => Date;
  /** Monotonic milliseconds, for leases. */
  readonly monotonic?: () => number;
  /** 0 <= n < 1, for the jitter of retries. */
  readonly random?: () => number;
}

/** A running service. */
export interface Service {
  /** Where it listens. */
  readonly url: string;
  readonly database: Database;
  /** Looks for work at once, after the inbox was changed from outside the webhooks. */
  wake(): void;
  /** Takes no more webhooks, finishes or gives back what is in work within the grace time, and closes everything. */
  stop(): Promise<void>;
}

/** No event keeps a CRM busy longer than this after its client gave up; retries of such a call wait for it. */
const LONGEST_QUIET_MS = 5_000;
const LONGEST_PROBE_MS = 5_000;
/** A CRM that is back is noticed within this time; one that stays away is asked no more often. */
const LONGEST_PROBE_PAUSE_MS = 15_000;
const GIVE_BACK_MS = 1_000;
/** A holder of a lock makes no more calls than these; one that was stopped in the middle loses it before those who wait give up. */
const LOCK_HOLDER_CALLS = 4;
const DIRECTORY_TTL_MS = 5 * 60_000;

/** Opens the database, wires the rooms together, and starts to listen and to work. Rejects with what is wrong; nothing is left running. */
export async function startService(config: Config, surroundings: Surroundings): Promise<Service> {
  const { log } = surroundings;
  const database = await openDatabase(config.database, log);
  const crm = config.suitecrm === null ? null : connectSuiteCrm(config, config.suitecrm, database, surroundings);
  try {
    const crms = new Map(crm === null ? [] : [['suitecrm', crm]]);
    const dispatcher = createDispatcher(config, surroundings, database, crms);
    const intake = new GroupCommit(database, { onCommitted: () => dispatcher.wake() });
    const gate = new IntakeGate();
    const app = await buildApp({
      keys: config.webhookKeys,
      units: config.businessUnits,
      intake,
      gate,
      health: serviceHealth({
        database,
        gate,
        log,
        crms: new Map([...crms].map(([name, { breaker }]) => [name, () => breaker.status])),
      }),
      logger: log,
      now: surroundings.now ?? (() => new Date()),
      newEventId: uuidv7,
      newRequestId: uuidv4,
    });
    const url = await app.listen({ host: config.http.host, port: config.http.port });
    dispatcher.start();
    for (const { breaker } of crms.values()) breaker.start(() => dispatcher.wake());
    return {
      url,
      database,
      wake: () => dispatcher.wake(),
      async stop() {
        gate.shut();
        crm?.breaker.stop();
        const drainMs = drainTime(config.shutdownGraceMs);
        const cutOff = setTimeout(() => app.server.closeAllConnections(), drainMs);
        await dispatcher.stop(drainMs);
        await app.close();
        clearTimeout(cutOff);
        await intake.idle();
        await crm?.client.close();
        await database.close();
      },
    };
  } catch (error) {
    await crm?.client.close();
    await database.close();
    throw error;
  }
}

/** The part of the grace time in which calls and requests may still finish; the rest is for giving back what did not. */
function drainTime(graceMs: number): number {
  return Math.max(graceMs / 2, graceMs - GIVE_BACK_MS);
}

/** A CRM as the worker uses it. */
interface ConnectedCrm {
  readonly breaker: CircuitBreaker;
  readonly workflows: Workflows;
}

/** SuiteCRM as the service uses it. */
interface ConnectedSuiteCrm extends ConnectedCrm {
  readonly client: SuiteCrmClient;
}

function connectSuiteCrm(
  config: Config,
  suitecrm: SuiteCrmConfig,
  database: Database,
  { log, random = Math.random }: Surroundings,
): ConnectedSuiteCrm {
  const client = createSuiteCrm(suitecrm);
  const breaker = new CircuitBreaker({
    crm: 'suitecrm',
    // What the API user may see of a small module: it takes a token and the CRM's database, and touches no record.
    probe: (signal) => client.fields('Currencies', { signal, beforeSend: () => {} }),
    firstProbe: (signal) => client.checkToken(signal),
    probeTimeoutMs: Math.min(suitecrm.timeoutMs, LONGEST_PROBE_MS),
    baseMs: config.retry.baseMs,
    maxMs: Math.min(config.retry.maxMs, LONGEST_PROBE_PAUSE_MS),
    concurrency: config.worker.concurrency,
    random,
    log,
  });
  return { client, breaker, workflows: suiteCrmWorkflows(config, suitecrm, database, client) };
}

function suiteCrmWorkflows(
  config: Config,
  suitecrm: SuiteCrmConfig,
  database: Database,
  crm: SuiteCrmClient,
): SuiteCrmWorkflows {
  const { timeoutMs } = suitecrm;
  return new SuiteCrmWorkflows({
    database,
    crm,
    units: config.businessUnits,
    settings: {
      baseCurrency: suitecrm.baseCurrency,
      serialInvoices: suitecrm.serialInvoices,
      width: suitecrm.concurrency,
    },
    lock: { waitMs: LOCK_HOLDER_CALLS * timeoutMs + 30_000, holdMs: LOCK_HOLDER_CALLS * timeoutMs + 5_000 },
    directoryTtlMs: DIRECTORY_TTL_MS,
  });
}

function createDispatcher(
  config: Config,
  surroundings: Surroundings,
  database: Database,
  crms: ReadonlyMap<string, ConnectedCrm>,
): Dispatcher {
  return new Dispatcher({
    database,
    workflows: workflowsByCrm(new Map([...crms].map(([name, { workflows }]) => [name, workflows]))),
    breakers: new Map([...crms].map(([name, { breaker }]) => [name, breaker])),
    retry: config.retry,
    quietMs: Math.min(config.suitecrm?.timeoutMs ?? 0, LONGEST_QUIET_MS),
    owner: `${hostname()} ${process.pid}`,
    leaseMs: config.worker.leaseMs,
    pollMs: config.worker.pollMs,
    now: surroundings.monotonic ?? (() => performance.now()),
    random: surroundings.random ?? Math.random,
    log: surroundings.log,
  });
}
