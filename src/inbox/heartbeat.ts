import { type Database, sql } from '../database/client.ts';

/** Extends the leases that are still ours. Returns the tokens of those; a missing one means the event was taken over. */
export async function heartbeat(
  database: Database,
  lease: { readonly tokens: readonly string[]; readonly leaseMs: number },
): Promise<string[]> {
  const rows = await database.prisma.$queryRaw<{ token: string }[]>(sql`
    UPDATE events
    SET lease_expires_at = now() + ${lease.leaseMs} * interval '1 millisecond'
    WHERE lease_token = ANY (${[...lease.tokens]}::uuid[]) AND status = 'running'
    RETURNING lease_token AS token`);
  return rows.map((row) => row.token);
}
