import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';

const readTokens = rowsBy(Type.Object({ token: Column.text }));

/** Extends the leases that are still ours. Returns the tokens of those; a missing one means the event was taken over. */
export async function heartbeat(
  database: Database,
  lease: { readonly tokens: readonly string[]; readonly leaseMs: number },
): Promise<string[]> {
  const rows = await readTokens(
    database.prisma,
    sql`
    UPDATE events
    SET lease_expires_at = now() + ${lease.leaseMs} * interval '1 millisecond'
    WHERE lease_token = ANY (${[...lease.tokens]}::uuid[]) AND status = 'running'
    RETURNING lease_token AS token`,
  );
  return rows.map((row) => row.token);
}
