import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { sql } from '../../src/database/client.ts';
import { startProcessBench } from '../support/process-bench.ts';
import { waitFor } from '../support/wait-for.ts';

const EVENTS = 3_000;

it('two processes with RETENTION_DAYS, one of which is killed in the middle, take each payload once and tell of all', async () => {
  await using bench = await startProcessBench();
  const { prisma } = bench.database.database;
  await prisma.$executeRaw(sql`
    INSERT INTO events (id, webhook_id, body, body_sha256, content_sha256, type, crm, business_unit, status, received_at, finished_at)
    SELECT gen_random_uuid(), ${randomUUID()} || n, b.body, sha256(b.body), sha256(b.body), 'order.paid', 'suitecrm', 'experience', 'done',
           now() - interval '200 days', now() - interval '200 days' + n * interval '1 second'
    FROM generate_series(1, ${EVENTS}::int) AS n,
         (SELECT convert_to('{"type":"order.paid","data":{"note":"Ada"}}', 'UTF8') AS body) b`);
  const left = () => prisma.event.count({ where: { payloadRemovedAt: null } });
  const env = { RETENTION_DAYS: '90' };
  const [first] = await Promise.all([bench.start(env), bench.start(env)]);
  await waitFor('it is in the middle', async () => {
    const count = await left();
    return count < EVENTS && count > 0;
  });
  await first.kill();
  await waitFor('all are taken', async () => (await left()) === 0, 60_000);
  const audits = await waitFor('the audit has it', async () => {
    const entries = await prisma.auditEntry.findMany({ where: { action: 'retention.remove' } });
    return entries.length > 0 && entries;
  });
  expect(audits).toMatchObject([{ affected: EVENTS, details: { by_type: { 'order.paid': EVENTS } } }]);
});
