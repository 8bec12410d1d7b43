import { type Database, sql } from '../database/client.ts';
import type { StoredBody } from './claimed-event.ts';

/**
 * The last registration of a unit's user before an event, whatever became of it; null for a user who had not registered by then.
 * Later ones do not count, so that every attempt of the event finds the same.
 */
export async function findRegistration(
  database: Database,
  user: { readonly businessUnit: string; readonly userId: string },
  eventId: string,
): Promise<StoredBody | null> {
  const rows = await database.prisma.$queryRaw<StoredBody[]>(sql`
    SELECT id, type, body, reading FROM events
    WHERE business_unit = ${user.businessUnit} AND user_id = ${user.userId} AND type = 'customer.registered'
      AND seq < (SELECT seq FROM events WHERE id = ${eventId}::uuid)
    ORDER BY seq DESC LIMIT 1`);
  return rows[0] ?? null;
}
