import { expect, test } from 'vitest';
import { sql } from '../../src/database/client.ts';
import { readBacklog } from '../../src/inbox/backlog.ts';
import { oldestUnsettled } from '../../src/inbox/oldest-unsettled.ts';
import { readUnitBacklogs } from '../../src/inbox/unit-backlog.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

const pending = 2_000;
const settled = 20_000;

test('the backlog is counted without a scan of the events, and without a look at settled ones', async () => {
  const { prisma } = inbox.current;
  await prisma.$executeRaw(sql`
    INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, crm, business_unit, keys, status)
    SELECT gen_random_uuid(), 'msg_' || n, '', '', '', 'customer.registered', 'suitecrm', 'experience', '{}',
           CASE WHEN n <= ${settled}::int THEN 'done' ELSE 'pending' END::event_status
    FROM generate_series(1, ${settled + pending}::int) AS n`);
  await prisma.$executeRaw(sql`VACUUM ANALYZE events`);
  await prisma.$transaction(async (queries) => {
    expect(await readBacklog({ prisma: queries })).toMatchObject({ pending, running: 0 });
    expect(await readUnitBacklogs({ prisma: queries })).toMatchObject([{ status: 'pending', count: pending }]);
    expect(await oldestUnsettled({ prisma: queries })).toMatchObject({ status: 'pending' });
    // What this transaction has read so far: scans of the whole table, and rows that indexes led to.
    // Each of the two that count passes over the pending ones once.
    const [read] = await queries.$queryRaw<{ scans: bigint; fetched: bigint }[]>`
      SELECT seq_scan AS scans, idx_tup_fetch AS fetched FROM pg_stat_xact_user_tables WHERE relname = 'events'`;
    expect(read?.scans).toBe(0n);
    expect(read?.fetched).toBeLessThan(BigInt(2 * pending + 100));
  });
});
