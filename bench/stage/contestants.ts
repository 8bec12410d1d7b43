import { Client } from 'pg';
import { SECRET } from '../load/messages.ts';
import type { BenchContext } from '../part.ts';
import { crmAway, crmSeenAway, type Listening, startListening, startService } from '../processes/service.ts';

/** Who takes the same webhooks into the same server, each into a database of its own. */
export interface Contestant {
  readonly name: string;
  readonly listening: Listening;
  readonly databaseUrl: string;
  /** Where it keeps them; null where it does not. */
  readonly table: string | null;
}

/** The contestants' names. */
export const NONE = 'fastify, HMAC, JSON.parse';
export const INSERT = 'the same and one pg INSERT each';
export const PRISMA = 'the same and one Prisma create each';
export const SERVICE = 'tillbridge';

/** Starts all of them: the baselines first, then the service. */
export async function startContestants(context: BenchContext): Promise<Contestant[]> {
  const server = await context.server();
  const baseline = async (name: string, program: string, database: string, table: string | null) => {
    const databaseUrl = await server.create(database);
    const env = { DATABASE_URL: databaseUrl, WEBHOOK_SECRET: SECRET };
    const listening = await startListening(context, `bench/baselines/${program}.ts`, '/health', { env });
    return { name, listening, databaseUrl, table };
  };
  const service = async () => {
    const databaseUrl = await server.create('service');
    const listening = await startService(context, { ...(await crmAway()), DATABASE_URL: databaseUrl });
    await crmSeenAway(listening);
    return { name: SERVICE, listening, databaseUrl, table: 'events' };
  };
  return await Promise.all([
    baseline(NONE, 'check-only', 'check_only', null),
    baseline(INSERT, 'pg-insert', 'pg_insert', 'webhooks'),
    baseline(PRISMA, 'prisma-create', 'prisma_create', 'events'),
    service(),
  ]);
}

/** Every answer stands for a row. Those that were under way when the time was over may stand there as well. */
export async function checkStored(
  context: BenchContext,
  { name, databaseUrl, table }: Contestant,
  answered: number,
): Promise<void> {
  if (table === null) return;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ readonly count: string }>(`SELECT count(*) FROM ${table}`);
  await client.end();
  const stored = Number(rows[0]?.count);
  if (stored < answered) context.fault(`${name} has answered ${answered} webhooks and stored ${stored}`);
}
