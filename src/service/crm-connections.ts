import type { Logger } from 'pino';
import type { Config, IkcrmConfig, SuiteCrmConfig } from '../config/config.ts';
import { createIkcrm } from '../crm/ikcrm/client.ts';
import type { RateLimit } from '../crm/ikcrm/rate-limiter.ts';
import { createSuiteCrm } from '../crm/suitecrm/client.ts';
import type { LookAgain } from '../crm/suitecrm/standing.ts';
import type { Database } from '../database/client.ts';
import type { CrmName } from '../domain/events/event-type.ts';
import type { ServiceEvents } from '../domain/service-events.ts';
import type { Tracing } from '../domain/trace.ts';
import type { RecordReader } from '../operations/import-links/verify-links.ts';
import { CircuitBreaker } from '../worker/circuit-breaker.ts';
import { ikcrmWorkflows } from '../workflows/ikcrm/ikcrm-workflows.ts';
import type { WorkingTime } from '../workflows/runner/left-behind.ts';
import { suiteCrmWorkflows } from '../workflows/suitecrm/suitecrm-workflows.ts';
import type { Planner, Workflows } from '../workflows/workflows.ts';

/** A CRM as the service uses it. */
export interface ConnectedCrm {
  readonly breaker: CircuitBreaker;
  readonly workflows: Workflows & Planner;
  /** Null where no record can be asked for outside an event. */
  readonly records: RecordReader | null;
  /** Ends the calls in flight and closes the connections. */
  close(): Promise<void>;
}

/** What a connection to a CRM takes from the service. */
export interface ConnectionOptions {
  readonly database: Database;
  readonly events: ServiceEvents;
  readonly log: Logger;
  /** 0 <= n < 1. */
  readonly random: () => number;
  readonly tracing: Tracing;
  readonly ikcrmRateLimit: RateLimit;
  /** The pauses before what should stand in SuiteCRM, and is not shown, is looked for again, in milliseconds. */
  readonly lookAgain: LookAgain;
  /** No call keeps a CRM busy for longer than this after its client gave up, in milliseconds. */
  readonly longestQuietMs: number;
}

const LONGEST_PROBE_MS = 5_000;
/** A probe of ikcrm waits for its turn like any call; the client's own time-out counts from there. */
const IKCRM_PROBE_MS = 120_000;
/** A CRM that is back is noticed within this time; one that stays away is asked no more often. */
const LONGEST_PROBE_PAUSE_MS = 15_000;
/** A holder of a lock makes no more calls than these; one that was stopped in the middle loses it before those who wait give up. */
const LOCK_HOLDER_CALLS = 4;
const DIRECTORY_TTL_MS = 5 * 60_000;
/** Much longer than a write takes in any CRM that answers at all. */
export const LONGEST_QUIET_MS = 5_000;
/** A database that breaks inside the CRM is back at the next query, or gone for as long as it takes to start again. */
export const LOOK_AGAIN: LookAgain = [300, 1_000, 2_500];

/** The CRMs that the configuration names, by their names; nothing is sent to one before its breaker starts. */
export function connectCrms(config: Config, options: ConnectionOptions): ReadonlyMap<CrmName, ConnectedCrm> {
  const crms = new Map<CrmName, ConnectedCrm>();
  if (config.suitecrm !== null) crms.set('suitecrm', connectSuiteCrm(config, config.suitecrm, options));
  if (config.ikcrm !== null) crms.set('ikcrm', connectIkcrm(config, config.ikcrm, options));
  return crms;
}

/** How long a call whose outcome is unknown may still be at work in a CRM, in milliseconds: that of the slowest in use. */
export function quietMs({ suitecrm, ikcrm }: Config, longestQuietMs: number): number {
  return Math.min(Math.max(suitecrm?.timeoutMs ?? 0, ikcrm?.timeoutMs ?? 0), longestQuietMs);
}

function workingTime(timeoutMs: number, longestQuietMs: number): WorkingTime {
  const afterTimeOutMs = Math.min(timeoutMs, longestQuietMs);
  return { afterTimeOutMs, afterBeginMs: Math.min(timeoutMs + afterTimeOutMs, longestQuietMs) };
}

function connectSuiteCrm(
  config: Config,
  suitecrm: SuiteCrmConfig,
  { database, events, log, random, tracing, lookAgain, longestQuietMs }: ConnectionOptions,
): ConnectedCrm {
  const { timeoutMs } = suitecrm;
  const client = createSuiteCrm(suitecrm, { onCall: (call) => events.emit('crmCalled', { crm: 'suitecrm', call }) });
  const breaker = new CircuitBreaker({
    crm: 'suitecrm',
    // The fields of a module that is in every menu: it takes a token, which the CRM looks up, and touches no record.
    probe: (signal) => client.fields('Contacts', { signal, beforeSend: () => {} }),
    firstProbe: (signal) => client.checkToken(signal),
    probeTimeoutMs: Math.min(timeoutMs, LONGEST_PROBE_MS),
    baseMs: config.retry.baseMs,
    maxMs: Math.min(config.retry.maxMs, LONGEST_PROBE_PAUSE_MS),
    concurrency: config.worker.concurrency,
    random,
    log,
    events,
  });
  const workflows = suiteCrmWorkflows({
    database,
    crm: client,
    units: config.businessUnits,
    settings: {
      baseCurrency: suitecrm.baseCurrency,
      serialInvoices: suitecrm.serialInvoices,
      width: suitecrm.concurrency,
      verifyRelations: suitecrm.verifyRelations,
      linkCheckMs: suitecrm.linkCheckMs,
      lookAgain,
    },
    lock: {
      waitMs: LOCK_HOLDER_CALLS * timeoutMs + 30_000,
      holdMs: LOCK_HOLDER_CALLS * timeoutMs + 5_000,
      aliveMs: config.worker.leaseMs,
    },
    workingTime: workingTime(timeoutMs, longestQuietMs),
    directoryTtlMs: DIRECTORY_TTL_MS,
    tracing,
    events,
  });
  const records: RecordReader = {
    width: suitecrm.concurrency,
    lookAgain,
    find: (module, id, signal) => client.find(module, id, { signal, beforeSend: () => {} }),
  };
  return { breaker, workflows, records, close: () => client.close() };
}

function connectIkcrm(
  config: Config,
  ikcrm: IkcrmConfig,
  { database, events, log, random, tracing, ikcrmRateLimit: rateLimit, longestQuietMs }: ConnectionOptions,
): ConnectedCrm {
  const { timeoutMs } = ikcrm;
  const client = createIkcrm(ikcrm, {
    database,
    timeoutMs,
    rateLimit,
    onCall: (call) => events.emit('crmCalled', { crm: 'ikcrm', call }),
  });
  const breaker = new CircuitBreaker({
    crm: 'ikcrm',
    probe: (signal) => client.checkLogin(signal),
    // Another call than the first event's would cost it a place in the rate limit.
    firstProbe: (signal) => client.checkSession(signal),
    probeTimeoutMs: IKCRM_PROBE_MS,
    baseMs: config.retry.baseMs,
    maxMs: Math.min(config.retry.maxMs, LONGEST_PROBE_PAUSE_MS),
    concurrency: config.worker.concurrency,
    random,
    log,
    events,
  });
  const workflows = ikcrmWorkflows({
    database,
    crm: client,
    units: config.businessUnits,
    workingTime: workingTime(timeoutMs, longestQuietMs),
    tracing,
    events,
  });
  return { breaker, workflows, records: null, close: () => client.close() };
}
