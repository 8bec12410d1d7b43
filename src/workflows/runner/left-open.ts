import { type Database, sql } from '../../database/client.ts';

/** A write to a CRM's record. */
export interface SentWrite {
  readonly crm: string;
  readonly module: string;
  readonly crmId: string;
}

/** Whether an event other than this one has sent such a write and nobody knows what came of it. */
export async function isLeftOpen(database: Database, eventId: string, write: SentWrite): Promise<boolean> {
  const rows = await database.prisma.$queryRaw<unknown[]>(sql`
    SELECT 1 FROM steps s JOIN events e ON e.id = s.event_id
    WHERE s.module = ${write.module} AND s.crm_id = ${write.crmId} AND s.status <> 'done' AND s.verb <> 'GET'
      AND (s.status = 'pending' OR s.outcome_unknown)
      AND s.event_id <> ${eventId}::uuid AND e.crm = ${write.crm}
    LIMIT 1`);
  return rows.length > 0;
}
