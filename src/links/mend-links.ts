import { type Database, sql } from '../database/client.ts';
import { LeaseLost, oursWhileHeld } from '../inbox/lease-fence.ts';
import type { Held } from '../inbox/settle.ts';
import type { Mend } from './link.ts';

/**
 * Lets everything that a record stood for stand for another one, which took its place in the CRM, and the event say so, in one commit.
 * Throws `LeaseLost` when the event is no longer ours.
 */
export async function mendLinks(
  { prisma }: Database,
  crm: string,
  held: Held,
  { kinds, gone, successor, warning }: Mend,
): Promise<void> {
  const rows = await prisma.$queryRaw<unknown[]>(sql`
    WITH ${oursWhileHeld(held)},
    mended AS (
      UPDATE links l SET crm_id = ${successor}, seen_at = now() FROM ours
      WHERE l.crm = ${crm} AND l.kind = ANY (${[...kinds]}::text[]) AND l.crm_id = ${gone}
    ),
    warned AS (UPDATE events e SET warnings = e.warnings || ${[warning]}::text[], notes = e.notes || ${[warning]}::text[]
      FROM ours WHERE e.id = ours.id)
    SELECT id FROM ours`);
  if (rows.length === 0) throw new LeaseLost(held.id);
}
