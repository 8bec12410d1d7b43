import { expect, test } from 'vitest';
import { sql } from '../../src/database/client.ts';
import type { AskPrepared } from '../../src/database/prepared.ts';
import { findTwin } from '../../src/inbox/find-twin.ts';
import { OrderHistory } from '../../src/inbox/order-history.ts';
import { newOrder, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

test('what was done for an order is found without a look at other orders, in a table that was never analysed', async () => {
  const { prisma } = inbox.current;
  await prisma.$executeRaw(sql`ALTER TABLE events SET (autovacuum_enabled = off)`);
  await prisma.$executeRaw(sql`
    INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, crm, business_unit, order_id, keys, status)
    SELECT gen_random_uuid(), 'msg_' || n, '', '', '', 'order.paid', 'suitecrm', 'experience', 'O' || n, '{}', 'done'
    FROM generate_series(1, 5000) AS n`);
  const again = newOrder('O4711');
  await store(inbox.current, again);
  await prisma.$transaction(async (queries) => {
    // What was read is counted for the connection of the transaction.
    const askPrepared: AskPrepared = (_, text, values) => queries.$queryRawUnsafe(text, ...values);
    expect(await findTwin({ askPrepared }, { ...again, seq: 0n, mode: 'resume' })).toMatchObject({
      type: 'order.paid',
    });
    expect(await new OrderHistory({ prisma: queries }).doneOrder('experience', 'O4711')).toMatchObject({ reading: 1 });
    expect(await new OrderHistory({ prisma: queries }).doneRefunds('experience', 'O4711')).toEqual([]);
    const [read] = await queries.$queryRaw<{ scans: bigint; fetched: bigint }[]>`
      SELECT seq_scan AS scans, idx_tup_fetch AS fetched FROM pg_stat_xact_user_tables WHERE relname = 'events'`;
    expect(read?.scans).toBe(0n);
    expect(read?.fetched).toBeLessThan(20n);
  });
});
