import type { Database } from '../database/client.ts';
import { customerRegistered } from '../domain/events/customer-registered.ts';
import type { StoredBody } from './claimed-event.ts';

/**
 * The last registration of a unit's user before an event, whatever became of it; null for a user who had not registered by then.
 * Later ones do not count, so that every attempt of the event finds the same. `before`: the event's place in the order of arrival.
 */
export async function findRegistration(
  { prisma }: Database,
  user: { readonly businessUnit: string; readonly userId: string },
  before: bigint,
): Promise<StoredBody | null> {
  return await prisma.event.findFirst({
    where: { ...user, type: customerRegistered.name, seq: { lt: before } },
    orderBy: { seq: 'desc' },
    select: { id: true, type: true, body: true, reading: true },
  });
}
