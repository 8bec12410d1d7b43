import Type from 'typebox';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { sql } from '../../../src/database/client.ts';
import { createTestDatabase } from '../../support/database.ts';

/** What an erasure takes an address, or more, out of. */
const ERASED = [
  'amended_payloads.body',
  'amended_payloads.reason',
  'crm_pauses.reason',
  'events.body',
  'events.body_sha256',
  'events.error_message',
  'events.error_step',
  'events.keys',
  'events.notes',
  'events.warnings',
  'held_alerts.text',
  'held_alerts.title',
  'idempotent_answers.body',
  'links.email',
  'links.local_id',
  'replays.filter',
  'replays.name',
  'replays.reason',
  'steps.key',
  'steps.output',
  'steps.request',
  'steps.response',
  'steps.warnings',
  'tries.error_message',
  'tries.error_step',
  'tries.reason',
  'tries.waiting_for',
];

/** Texts that say nothing of a person beside ids, which stay; or are gone once an event is settled, as no other is erased. */
const HARMLESS = [
  'amended_payloads.actor',
  'amended_payloads.content_sha256',
  'alert_marks.kind',
  'alert_marks.subject',
  'applied_updates.business_unit',
  'applied_updates.crm',
  'applied_updates.kind',
  'applied_updates.local_id',
  'applied_updates.updated_at',
  // Addresses are kept out of it when it is written.
  'audit.action',
  'audit.actor',
  'audit.details',
  'audit.reason',
  'audit.subject',
  'console_sessions.actor',
  'console_sessions.id_sha256',
  'console_sessions.token_sha256',
  'crm_pauses.actor',
  'crm_pauses.crm',
  'crm_sealed_sessions.account',
  'crm_sealed_sessions.crm',
  'crm_sealed_sessions.sealed',
  'crm_sessions.account',
  'crm_sessions.crm',
  'crm_sessions.token',
  'event_keys.key',
  'events.business_unit',
  // Tells a webhook that comes again.
  'events.content_sha256',
  'events.crm',
  'events.error_code',
  // Whether it wrote, and ids and a rate of the CRM.
  'events.kept',
  'events.lease_owner',
  'events.order_id',
  'events.refund_id',
  'events.request_id',
  'events.shop',
  'events.topic',
  'events.traceparent',
  'events.type',
  'events.user_id',
  'events.waiting_for',
  'events.webhook_id',
  'held_alerts.type',
  'idempotent_answers.actor',
  'idempotent_answers.key',
  'idempotent_answers.request_sha256',
  'links.business_unit',
  'links.crm',
  'links.crm_id',
  'links.kind',
  'links.module',
  'links.origin',
  'rate_slots.crm',
  'rate_slots.enterprise',
  'replays.actor',
  'retention_sweeps.by_type',
  'returned_lines.business_unit',
  'returned_lines.crm',
  'returned_lines.line_crm_id',
  'returned_lines.order_id',
  'returned_lines.refund_id',
  'shop_catch_ups.shop',
  'steps.crm_id',
  'steps.module',
  'steps.verb',
  'tries.actor',
  'tries.error_code',
  'tries.kind',
  'tries.outcome',
];

const Columns = Type.Array(Type.Object({ name: Type.String() }));

test('of every column that can hold a text it is known whether an erasure has to reach it', async () => {
  const { database, drop } = await createTestDatabase();
  try {
    const columns = await database.prisma.$queryRaw(sql`
      SELECT table_name || '.' || column_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' AND data_type IN ('text', 'jsonb', 'bytea', 'ARRAY', 'json')
      ORDER BY 1`);
    const names = Value.Parse(Columns, columns).map(({ name }) => name);
    expect(names).toEqual([...ERASED, ...HARMLESS].toSorted());
  } finally {
    await drop();
  }
});
