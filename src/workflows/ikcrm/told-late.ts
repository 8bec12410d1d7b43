import type { Database } from '../../database/client.ts';
import type { EventContent } from '../../inbox/claimed-event.ts';
import { readStoredEvent } from '../stored-event.ts';

/** As long as a signature is good for. */
const LATE_MS = 5 * 60_000;

/**
 * Whether an event was taken in long after the instant that its envelope names. Its shop may be sending again what was done before the
 * database was restored to a backup: then the CRM holds what nobody here knows of.
 */
export async function wasToldLate(
  { prisma }: Pick<Database, 'prisma'>,
  event: Pick<EventContent, 'id' | 'type' | 'body' | 'reading'>,
): Promise<boolean> {
  const { receivedAt } = await prisma.event.findUniqueOrThrow({
    where: { id: event.id },
    select: { receivedAt: true },
  });
  return receivedAt.getTime() - Date.parse(readStoredEvent(event).at) > LATE_MS;
}
