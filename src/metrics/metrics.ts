import { collectDefaultMetrics, Registry } from 'prom-client';
import type { CallReport } from '../crm/call.ts';
import { boundedRead } from '../database/bounded-read.ts';
import { SHOP_EVENT_TYPES, WEBHOOK_ROUTES } from '../domain/events/event-types.ts';
import { WARNING_KINDS, type Warning } from '../domain/warning.ts';
import type { HttpMetrics } from '../http/service-metrics.ts';
import type { Backlog } from '../inbox/backlog.ts';
import type { CrmStatus } from '../worker/circuit-breaker.ts';
import type { EventOutcome, EventReport } from '../worker/event-report.ts';
import { createInstruments } from './instruments.ts';

/** What the rooms of the service tell, each by a callback of its own. */
export interface Metrics extends HttpMetrics {
  /** A commit of the intake stored so many new events. */
  onCommitted(events: number): void;
  onSettled(report: EventReport): void;
  /** A step put these warnings on an event of this type. */
  onWarnings(type: string, warnings: readonly Warning[]): void;
  /** A person put so many events back in line. */
  onReplayed(events: number): void;
  onCall(crm: string, call: CallReport): void;
  /** A lock was lost under somebody's work. */
  onLockLost(): void;
  /** Shows at each scrape how this CRM is doing. */
  watchCrm(crm: string, status: () => CrmStatus): void;
}

/** What is read at each scrape. */
export interface MetricsSources {
  readonly readBacklog: () => Promise<Backlog>;
  /** Told why the database could not be asked. */
  readonly onDatabaseAway: (error: unknown) => void;
}

// Well below the ten seconds after which Prometheus gives a scrape up.
const DATABASE_PATIENCE_MS = 3_000;

// Those that a webhook is answered with.
const STATUSES: readonly number[] = [202, 400, 401, 409, 413, 415, 422, 500, 503];
const STATES: readonly CrmStatus[] = ['up', 'down', 'paused'];
// A record, so that the compiler misses none.
const OUTCOMES: Readonly<Record<EventOutcome, true>> = {
  done: true,
  dead: true,
  retrying: true,
  waiting: true,
  held_back: true,
  given_back: true,
  taken_over: true,
};

/** Makes the metrics of one service, in a registry of its own. */
export function createMetrics({ readBacklog, onDatabaseAway }: MetricsSources): Metrics {
  const registry = new Registry();
  const instruments = createInstruments(registry);
  startAtZero(instruments);
  collectDefaultMetrics({ register: registry, prefix: 'tillbridge_' });
  const crms = new Map<string, () => CrmStatus>();
  const askDatabase = boundedRead(readBacklog, DATABASE_PATIENCE_MS, onDatabaseAway);

  return {
    onWebhook({ route, status, durationMs }) {
      instruments.webhooks.inc({ route, status });
      instruments.webhookDuration.observe({ route }, durationMs / 1000);
    },
    onCommitted: (events) => instruments.commitSize.observe(events),
    onSettled({ type, outcome, durationMs, errorClass, warnings }) {
      instruments.outcomes.inc({ type, outcome });
      if (durationMs !== null) instruments.eventDuration.observe({ type }, durationMs / 1000);
      if (outcome === 'retrying' && errorClass !== null) instruments.retries.inc({ type, class: errorClass });
      countWarnings(instruments, type, warnings);
    },
    onWarnings: (type, warnings) => countWarnings(instruments, type, warnings),
    onReplayed: (events) => instruments.replays.inc(events),
    onCall(crm, { verb, module, outcome, durationMs, noise = 0 }) {
      instruments.calls.inc({ crm, module, verb, outcome });
      instruments.callDuration.observe({ crm, module, verb }, durationMs / 1000);
      if (noise > 0) instruments.noisyAnswers.inc({ crm, module });
    },
    onLockLost: () => instruments.locksLost.inc(),
    watchCrm: (crm, status) => crms.set(crm, status),
    async expose() {
      showBacklog(instruments, await askDatabase());
      for (const [crm, status] of crms) {
        const current = status();
        for (const state of STATES) instruments.breaker.set({ crm, state }, state === current ? 1 : 0);
      }
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

type Instruments = ReturnType<typeof createInstruments>;

// A series that begins with its first event shows no increase for it.
function startAtZero({ webhooks, outcomes, retries, warnings }: Instruments): void {
  for (const route of WEBHOOK_ROUTES) for (const status of STATUSES) webhooks.inc({ route, status }, 0);
  for (const type of SHOP_EVENT_TYPES) {
    for (const outcome of Object.keys(OUTCOMES)) outcomes.inc({ type, outcome }, 0);
    for (const errorClass of ['transient', 'auth']) retries.inc({ type, class: errorClass }, 0);
    for (const kind of WARNING_KINDS) warnings.inc({ type, kind }, 0);
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
