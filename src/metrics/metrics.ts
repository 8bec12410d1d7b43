import { collectDefaultMetrics, Registry } from 'prom-client';
import { boundedRead } from '../database/bounded-read.ts';
import { ALERT_OUTCOMES, ALERT_TYPES } from '../domain/alerts.ts';
import { SHOP_EVENT_TYPES, WEBHOOK_ROUTES } from '../domain/events/event-types.ts';
import type { MetricReading } from '../domain/metric-readings.ts';
import { type CrmStatus, type Exposition, RUN_OUTCOMES, type ServiceEvents } from '../domain/service-events.ts';
import { WARNING_KINDS, type Warning } from '../domain/warning.ts';
import type { Backlog } from '../inbox/backlog.ts';
import { createInstruments } from './instruments.ts';
import { readRegistry } from './readings.ts';

/** The metrics of one service. */
export interface Metrics {
  /** The state of the service now. Never rejects for the sake of what the service depends on. */
  expose(): Promise<Exposition>;
  /** The same as numbers. */
  read(): Promise<readonly MetricReading[]>;
  /** Shows at each scrape how this CRM is doing. */
  watchCrm(crm: string, status: () => CrmStatus): void;
}

/** What is read at each scrape. */
export interface MetricsSources {
  /** What happens is counted as it happens. */
  readonly events: ServiceEvents;
  readonly readBacklog: () => Promise<Backlog>;
  /** Told why the database could not be asked. */
  readonly onDatabaseAway: (error: unknown) => void;
}

// Well below the ten seconds after which Prometheus gives a scrape up.
const DATABASE_PATIENCE_MS = 3_000;

// Those that a webhook is answered with.
const STATUSES: readonly number[] = [202, 400, 401, 409, 413, 415, 422, 500, 503];
const STATES: readonly CrmStatus[] = ['up', 'down', 'paused'];

/** Makes the metrics of one service, in a registry of its own. */
export function createMetrics({ events, readBacklog, onDatabaseAway }: MetricsSources): Metrics {
  const registry = new Registry();
  const instruments = createInstruments(registry);
  startAtZero(instruments);
  collectDefaultMetrics({ register: registry, prefix: 'tillbridge_' });
  const crms = new Map<string, () => CrmStatus>();
  const askDatabase = boundedRead(readBacklog, DATABASE_PATIENCE_MS, onDatabaseAway);

  /** Sets what is looked at and not counted. */
  async function look(): Promise<void> {
    showBacklog(instruments, await askDatabase());
    for (const [crm, status] of crms) {
      const current = status();
      for (const state of STATES) instruments.breaker.set({ crm, state }, state === current ? 1 : 0);
    }
  }

  count(instruments, events);
  return {
    watchCrm: (crm, status) => crms.set(crm, status),
    async expose() {
      await look();
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
    async read() {
      await look();
      return await readRegistry(registry);
    },
  };
}

function count(instruments: Instruments, events: ServiceEvents): void {
  const answered = new Map<string, ReturnType<typeof webhookSeries>>();
  events.on('webhookAnswered', ({ route, status, durationMs }) => {
    const key = `${route} ${status}`;
    const series = answered.get(key) ?? webhookSeries(instruments, route, status);
    answered.set(key, series);
    series.count.inc();
    series.duration.observe(durationMs / 1000);
  });
  events.on('deliveryIgnored', (ignored) => instruments.ignoredDeliveries.inc(ignored));
  events.on('committed', ({ events: stored }) => instruments.commitSize.observe(stored));
  events.on('runEnded', ({ run: { type }, outcome, durationMs, errorClass, warnings }) => {
    instruments.outcomes.inc({ type, outcome });
    if (durationMs !== null) instruments.eventDuration.observe({ type }, durationMs / 1000);
    if (outcome === 'retrying' && errorClass !== null) instruments.retries.inc({ type, class: errorClass });
    countWarnings(instruments, type, warnings);
  });
  events.on('warned', ({ type, warnings }) => countWarnings(instruments, type, warnings));
  events.on('replayed', ({ events: replayed }) => instruments.replays.inc(replayed));
  events.on('payloadsRemoved', ({ byType, bytes }) => {
    for (const [type, removed] of Object.entries(byType)) instruments.removedPayloads.inc({ type }, removed);
    instruments.removedBytes.inc(bytes);
  });
  events.on('crmCalled', ({ crm, call: { verb, module, outcome, durationMs, noise = 0 } }) => {
    instruments.calls.inc({ crm, module, verb, outcome });
    instruments.callDuration.observe({ crm, module, verb }, durationMs / 1000);
    if (noise > 0) instruments.noisyAnswers.inc({ crm, module });
  });
  events.on('alertEnded', ({ type, outcome, count: times }) => instruments.alerts.inc({ type, outcome }, times));
  events.on('lockLost', () => instruments.locksLost.inc());
}

// Looked up once: finding a series by its labels costs more than counting. Routes and statuses are few.
function webhookSeries({ webhooks, webhookDuration }: Instruments, route: string, status: number) {
  return { count: webhooks.labels({ route, status }), duration: webhookDuration.labels({ route }) };
}

type Instruments = ReturnType<typeof createInstruments>;

// A series that begins with its first event shows no increase for it.
function startAtZero({ webhooks, outcomes, retries, warnings, alerts, removedPayloads }: Instruments): void {
  for (const type of ALERT_TYPES) for (const outcome of ALERT_OUTCOMES) alerts.inc({ type, outcome }, 0);
  for (const route of WEBHOOK_ROUTES) for (const status of STATUSES) webhooks.inc({ route, status }, 0);
  for (const type of SHOP_EVENT_TYPES) {
    for (const outcome of Object.keys(RUN_OUTCOMES)) outcomes.inc({ type, outcome }, 0);
    for (const errorClass of ['transient', 'auth']) retries.inc({ type, class: errorClass }, 0);
    for (const kind of WARNING_KINDS) warnings.inc({ type, kind }, 0);
    removedPayloads.inc({ type }, 0);
  }
}

function countWarnings({ warnings }: Instruments, type: string, made: readonly Warning[]): void {
  for (const { kind } of made) warnings.inc({ type, kind });
}

function showBacklog(
  { databaseUp, events, oldestPending, oldestRetrying, oldestWaiting }: Instruments,
  backlog: Backlog | null,
): void {
  databaseUp.set(backlog === null ? 0 : 1);
  // What was true a while ago would be taken for what is true now.
  events.reset();
  for (const age of [oldestPending, oldestRetrying, oldestWaiting]) age.remove();
  if (backlog === null) return;
  const { pending, running, waiting, retrying, dead } = backlog;
  events.set({ status: 'pending' }, pending - running);
  events.set({ status: 'running' }, running);
  events.set({ status: 'waiting' }, waiting);
  events.set({ status: 'retrying' }, retrying);
  events.set({ status: 'dead' }, dead);
  oldestPending.set(backlog.oldestPendingAgeS);
  oldestRetrying.set(backlog.oldestRetryingAgeS);
  oldestWaiting.set(backlog.oldestWaitingAgeS);
}
