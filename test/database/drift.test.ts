import { expect, test } from 'vitest';
import { missingSql } from '../../prisma/schema-engine.ts';
import { createTestDatabase } from '../support/database.ts';

test('the migrations make what schema.prisma says', async () => {
  const { url, drop } = await createTestDatabase();
  try {
    expect(await missingSql(url)).toBeNull();
  } finally {
    await drop();
  }
});

test('a difference between the migrations and schema.prisma is found', async () => {
  const { url, database, drop } = await createTestDatabase();
  try {
    await database.prisma.$executeRaw`DROP INDEX event_keys_one_running_idx`;
    expect(await missingSql(url)).toContain('CREATE UNIQUE INDEX "event_keys_one_running_idx"');
  } finally {
    await drop();
  }
});

test('the partial indexes are partial in the database', async () => {
  const { database, drop } = await createTestDatabase();
  try {
    const indexes = await database.prisma.$queryRaw<{ name: string; predicate: string }[]>`
      SELECT indexrelid::regclass::text AS name, pg_get_expr(indpred, indrelid) AS predicate
      FROM pg_index WHERE indpred IS NOT NULL AND indrelid::regclass::text IN ('events', 'event_keys') ORDER BY 1`;
    expect(indexes.map(({ name, predicate }) => `${name}: ${predicate}`)).toEqual([
      'event_keys_holding_idx: holds',
      'event_keys_one_running_idx: running',
      "events_claimable_by_crm_idx: ((status <> ALL (ARRAY['running'::event_status, 'done'::event_status, 'dead'::event_status, 'discarded'::event_status])) AND (parked_behind IS NULL))",
      'events_error_idx: (error_code IS NOT NULL)',
      "events_leased_idx: (status = 'running'::event_status)",
      'events_order_idx: (order_id IS NOT NULL)',
      'events_parent_idx: (parent_id IS NOT NULL)',
      'events_parked_idx: (parked_behind IS NOT NULL)',
      'events_refund_idx: (refund_id IS NOT NULL)',
      "events_retention_idx: ((status = ANY (ARRAY['done'::event_status, 'discarded'::event_status])) AND (payload_removed_at IS NULL))",
      'events_shop_idx: (shop IS NOT NULL)',
      'events_user_idx: (user_id IS NOT NULL)',
      'events_warned_idx: (cardinality(warnings) > 0)',
    ]);
  } finally {
    await drop();
  }
});
