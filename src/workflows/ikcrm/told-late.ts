import Type from 'typebox';
import { type Database, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import type { EventContent } from '../../inbox/claimed-event.ts';
import { readStoredEvent } from '../stored-event.ts';

/** As long as a signature is good for. */
const LATE_MS = 5 * 60_000;

const readTimes = rowsBy(Type.Object({ receivedAt: Column.instant, installedAt: Column.instant }));

/**
 * Whether an event was taken in long after the instant that its envelope names, though tillbridge was there at that instant. Its shop may be
 * sending again what was done before the database was restored to a backup: then the CRM holds what nobody here knows of.
 */
export async function wasToldLate(
  { prisma }: Pick<Database, 'prisma'>,
  event: Pick<EventContent, 'id' | 'type' | 'body' | 'reading'>,
): Promise<boolean> {
  const toldAt = Date.parse(readStoredEvent(event).at);
  const rows = await readTimes(
    prisma,
    sql`
    SELECT received_at AS "receivedAt", (SELECT min(started_at) FROM _prisma_migrations) AS "installedAt"
    FROM events WHERE id = ${event.id}::uuid`,
  );
  return rows.some(
    ({ receivedAt, installedAt }) =>
      receivedAt.getTime() - toldAt > LATE_MS && installedAt.getTime() - LATE_MS < toldAt,
  );
}
