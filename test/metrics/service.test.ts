import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyService } from '../support/metrics/busy-service.ts';
import { type Scrape, sampleValue, scrape } from '../support/metrics/exposition.ts';
import type { Bench } from '../support/service.ts';

let bench: Bench;
let seen: Scrape;
beforeAll(async () => {
  bench = await busyService();
  seen = await scrape(bench.service.url);
});
afterAll(async () => {
  await bench.close();
});

test.each<readonly [string, Readonly<Record<string, string>>, number]>([
  ['tillbridge_webhooks_received_total', { route: 'registrations', status: '202' }, 2],
  ['tillbridge_webhooks_received_total', { route: 'orders', status: '401' }, 1],
  ['tillbridge_webhooks_received_total', { route: 'other', status: '404' }, 1],
  ['tillbridge_webhooks_received_total', { route: 'refunds', status: '401' }, 0],
  ['tillbridge_webhook_duration_seconds_count', { route: 'orders' }, 2],
  ['tillbridge_group_commit_events_sum', {}, 4],
  ['tillbridge_database_up', {}, 1],
  ['tillbridge_events', { status: 'pending' }, 0],
  ['tillbridge_events', { status: 'running' }, 0],
  ['tillbridge_events', { status: 'dead' }, 1],
  ['tillbridge_oldest_pending_event_age_seconds', {}, 0],
  ['tillbridge_oldest_retrying_event_age_seconds', {}, 0],
  ['tillbridge_event_outcomes_total', { type: 'customer.registered', outcome: 'done' }, 1],
  ['tillbridge_event_outcomes_total', { type: 'customer.registered', outcome: 'dead' }, 1],
  ['tillbridge_event_outcomes_total', { type: 'order.paid', outcome: 'retrying' }, 1],
  ['tillbridge_event_outcomes_total', { type: 'order.refunded', outcome: 'waiting' }, 1],
  ['tillbridge_event_outcomes_total', { outcome: 'taken_over' }, 0],
  ['tillbridge_event_duration_seconds_count', { type: 'order.paid' }, 2],
  ['tillbridge_event_retries_total', { type: 'order.paid', class: 'transient' }, 1],
  ['tillbridge_event_warnings_total', { type: 'order.paid', kind: 'record' }, 1],
  ['tillbridge_event_warnings_total', { type: 'order.paid', kind: 'money' }, 0],
  ['tillbridge_event_replays_total', {}, 0],
  ['tillbridge_crm_calls_total', { module: 'AOS_Invoices', verb: 'POST', outcome: 'connection_cut' }, 1],
  ['tillbridge_crm_calls_total', { module: 'Leads', verb: 'POST', outcome: 'access_denied' }, 1],
  ['tillbridge_crm_call_duration_seconds_count', { crm: 'suitecrm', module: 'access_token', verb: 'POST' }, 1],
  ['tillbridge_crm_noisy_answers_total', { crm: 'suitecrm', module: 'Contacts' }, 1],
  ['tillbridge_crm_breaker_state', { crm: 'suitecrm', state: 'up' }, 1],
  ['tillbridge_crm_breaker_state', { crm: 'suitecrm', state: 'down' }, 0],
])('%s %j is %d', (name, labels, value) => {
  expect(sampleValue(seen, name, labels)).toBe(value);
});

test('a scrape is what Prometheus expects: its type, names with our prefix, help for each, and no id in a label', () => {
  expect(seen.status).toBe(200);
  expect(seen.contentType).toMatch(/^text\/plain;.*version=0\.0\.4/);
  for (const { name, labels } of seen.samples) {
    expect(name).toMatch(/^tillbridge_/);
    expect([name, name.replace(/_(?:bucket|sum|count)$/, '')].some((known) => seen.explained.has(known))).toBe(true);
    for (const value of Object.values(labels)) expect(value).not.toMatch(/[\da-f]{8}-[\da-f]{4}|msg_|OTR|U\d/);
  }
  expect(seen.samples.some(({ name }) => name === 'tillbridge_process_resident_memory_bytes')).toBe(true);
});

test('while the inbox cannot be read a scrape succeeds without it and says that the database is down', async () => {
  const { prisma } = bench.database.database;
  await prisma.$executeRaw`ALTER TABLE events RENAME TO away`;
  const away = await scrape(bench.service.url).finally(() => prisma.$executeRaw`ALTER TABLE away RENAME TO events`);
  expect(away.status).toBe(200);
  expect(sampleValue(away, 'tillbridge_database_up')).toBe(0);
  expect(sampleValue(away, 'tillbridge_events')).toBeNull();
  expect(sampleValue(away, 'tillbridge_oldest_pending_event_age_seconds')).toBeNull();
  expect(sampleValue(away, 'tillbridge_webhooks_received_total', { route: 'registrations' })).toBe(2);
  const back = await scrape(bench.service.url);
  expect(sampleValue(back, 'tillbridge_database_up')).toBe(1);
  expect(sampleValue(back, 'tillbridge_events', { status: 'dead' })).toBe(1);
});
