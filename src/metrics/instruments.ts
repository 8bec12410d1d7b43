import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const SHORT = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const MIDDLE = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const LONG = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Every metric of the service by its name: what it counts, in which unit, and by which labels. No label holds an id. */
export function createInstruments(registry: Registry) {
  const registers = [registry];
  return {
    webhooks: new Counter({
      name: 'tillbridge_webhooks_received_total',
      help: 'Webhooks answered, by route (other = no such route) and HTTP status.',
      labelNames: ['route', 'status'],
      registers,
    }),
    webhookDuration: new Histogram({
      name: 'tillbridge_webhook_duration_seconds',
      help: 'Time from the arrival of a webhook to the end of its answer, by route.',
      labelNames: ['route'],
      buckets: SHORT,
      registers,
    }),
    ignoredDeliveries: new Counter({
      name: 'tillbridge_shop_deliveries_ignored_total',
      help: 'What the platform of a connected shop posted and is of no use, by shop and reason: nothing of it is stored.',
      labelNames: ['shop', 'reason'],
      registers,
    }),
    commitSize: new Histogram({
      name: 'tillbridge_group_commit_events',
      help: 'New events stored by one commit of the intake.',
      buckets: SIZES,
      registers,
    }),
    databaseUp: new Gauge({
      name: 'tillbridge_database_up',
      help: '1 when the database answered this scrape, else 0.',
      registers,
    }),
    events: new Gauge({
      name: 'tillbridge_events',
      help: 'Events in the inbox that are not settled or are dead, by status, over all replicas. Left out while the database is away.',
      labelNames: ['status'],
      registers,
    }),
    oldestPending: new Gauge({
      name: 'tillbridge_oldest_pending_event_age_seconds',
      help: 'Age of the oldest event that is pending or running, 0 without one. Left out while the database is away.',
      registers,
    }),
    oldestRetrying: new Gauge({
      name: 'tillbridge_oldest_retrying_event_age_seconds',
      help: 'Age of the oldest event that is to be tried again, 0 without one. Left out while the database is away.',
      registers,
    }),
    oldestWaiting: new Gauge({
      name: 'tillbridge_oldest_waiting_event_age_seconds',
      help: 'Age of the oldest event that waits for another one, 0 without one. Left out while the database is away.',
      registers,
    }),
    outcomes: new Counter({
      name: 'tillbridge_event_outcomes_total',
      help: 'Runs of events that ended, by event type and outcome; taken_over = the worker of a run gave no more sign of life.',
      labelNames: ['type', 'outcome'],
      registers,
    }),
    eventDuration: new Histogram({
      name: 'tillbridge_event_duration_seconds',
      help: 'Time from the claim of an event to the end of that run, by event type.',
      labelNames: ['type'],
      buckets: LONG,
      registers,
    }),
    retries: new Counter({
      name: 'tillbridge_event_retries_total',
      help: 'Retries planned after a failed attempt, by event type and error class.',
      labelNames: ['type', 'class'],
      registers,
    }),
    warnings: new Counter({
      name: 'tillbridge_event_warnings_total',
      help: 'Warnings put on events, by event type and by what they are about: money, record or label.',
      labelNames: ['type', 'kind'],
      registers,
    }),
    replays: new Counter({
      name: 'tillbridge_event_replays_total',
      help: 'Events put back in line by a person, one by one or in bulk.',
      registers,
    }),
    removedPayloads: new Counter({
      name: 'tillbridge_retention_events_total',
      help: 'Events whose payload and steps retention removed, by event type.',
      labelNames: ['type'],
      registers,
    }),
    removedBytes: new Counter({
      name: 'tillbridge_retention_bytes_total',
      help: 'Bytes of payloads and steps that retention removed, as they were stored.',
      registers,
    }),
    calls: new Counter({
      name: 'tillbridge_crm_calls_total',
      help: 'HTTP calls to a CRM that are over, by CRM, module, HTTP method and outcome (ok or the code of the error).',
      labelNames: ['crm', 'module', 'verb', 'outcome'],
      registers,
    }),
    callDuration: new Histogram({
      name: 'tillbridge_crm_call_duration_seconds',
      help: 'Time of an HTTP call to a CRM, by CRM, module and HTTP method.',
      labelNames: ['crm', 'module', 'verb'],
      buckets: MIDDLE,
      registers,
    }),
    noisyAnswers: new Counter({
      name: 'tillbridge_crm_noisy_answers_total',
      help: 'Answers of a CRM with text around the JSON, such as PHP warnings, by CRM and module.',
      labelNames: ['crm', 'module'],
      registers,
    }),
    locksLost: new Counter({
      name: 'tillbridge_locks_lost_total',
      help: 'Locks lost under the work that held them: the connection broke, the process slept, or the work took too long.',
      registers,
    }),
    alerts: new Counter({
      name: 'tillbridge_alerts_total',
      help: 'Alerts sent, failed after all tries, or suppressed since one of their type was sent a moment ago, by type and outcome.',
      labelNames: ['type', 'outcome'],
      registers,
    }),
    breaker: new Gauge({
      name: 'tillbridge_crm_breaker_state',
      help: 'State of a CRM in this process: 1 for the state it is in, 0 for the others; down = its circuit breaker is open, paused = somebody wants it so.',
      labelNames: ['crm', 'state'],
      registers,
    }),
  };
}
