import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { PrismaClient } from '../../src/database/client.ts';
import { applyMigrations } from '../../src/database/migrate.ts';
import { serveWebhooks } from './endpoint.ts';

// Stores each webhook by a `create` of its own, through a pool of 20 connections. The table is the one of this project's generated client,
// without the indexes that only the worker reads: no more of them than the table of the plain INSERT has.
const { DATABASE_URL = '' } = process.env;
const KEPT = ['events_pkey', 'events_webhook_id_key'];
const NOTHING = Buffer.alloc(0);

await applyMigrations(DATABASE_URL);
const pool = new Pool({ connectionString: DATABASE_URL, max: 20 });
const { rows } = await pool.query<{ readonly indexname: string }>(
  `SELECT indexname FROM pg_indexes WHERE tablename = 'events' AND indexname <> ALL ($1)`,
  [KEPT],
);
for (const { indexname } of rows) {
  await pool.query(`ALTER TABLE events DROP CONSTRAINT IF EXISTS ${indexname} CASCADE`);
  await pool.query(`DROP INDEX IF EXISTS ${indexname}`);
}
const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
await serveWebhooks(async ({ id, body }) => {
  await prisma.event.create({
    data: {
      id: randomUUID(),
      webhookId: id,
      body: new Uint8Array(body),
      bodySha256: NOTHING,
      contentSha256: NOTHING,
      type: 'order.paid',
      crm: 'suitecrm',
      businessUnit: 'experience',
    },
    select: { id: true },
  });
});
