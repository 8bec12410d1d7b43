import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';
import { LeaseLost, oursWhileHeld } from '../inbox/lease-fence.ts';
import type { Held } from '../inbox/settle.ts';

const readGivenUp = rowsBy(Type.Object({ lead: Column.text }));

/** The leads that an event left alone for good, since the CRM did not show them; not those that people converted. */
export async function findGivenUpLeads({ prisma }: Database, crm: string, eventId: string): Promise<string[]> {
  const rows = await readGivenUp(
    prisma,
    sql`
    SELECT c.local_id AS lead FROM links c
    WHERE c.crm = ${crm} AND c.kind = 'conversion' AND c.origin = 'found' AND c.event_id = ${eventId}::uuid
      AND (c.crm_id = c.local_id OR EXISTS (
        SELECT 1 FROM links lost WHERE lost.crm = c.crm AND lost.kind = 'lost_lead' AND lost.local_id = c.local_id
      ))
    ORDER BY 1`,
  );
  return rows.map(({ lead }) => lead);
}

/** Lets a lead that the CRM shows again be converted and changed like the rest. Throws `LeaseLost` when the event is no longer ours. */
export async function takeUpLead({ prisma }: Database, crm: string, held: Held, lead: string): Promise<void> {
  const rows = await prisma.$queryRaw<unknown[]>(sql`
    WITH ${oursWhileHeld(held)},
    forgotten AS (
      DELETE FROM links l USING ours
      WHERE l.crm = ${crm} AND l.business_unit = '' AND l.local_id = ${lead}
        AND (l.kind = 'lost_lead' OR (l.kind = 'conversion' AND l.origin = 'found' AND l.event_id = ours.id))
    )
    SELECT id FROM ours`);
  if (rows.length === 0) throw new LeaseLost(held.id);
}
