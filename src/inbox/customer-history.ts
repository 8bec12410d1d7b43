import type { Database } from '../database/client.ts';
import { customerRegistered } from '../domain/events/customer-registered.ts';
import { customerUpdated } from '../domain/events/customer-updated.ts';
import type { StoredBody } from './claimed-event.ts';

/** Of each type so many of the last are read: a shop may tell of a customer at every login. */
const READ = 50;

/** A registration or an update of a unit's user, with its place in the order of arrival. */
export interface StoredTelling extends StoredBody {
  readonly seq: bigint;
}

/**
 * The last registrations and updates of a unit's user that came before an event, whatever became of them. Later ones do not count, so
 * that every attempt of the event finds the same. `before`: the event's place in the order of arrival.
 */
export async function findTellings(
  { prisma }: Database,
  user: { readonly businessUnit: string; readonly userId: string },
  before: bigint,
): Promise<StoredTelling[]> {
  const byType = [customerRegistered.name, customerUpdated.name].map((type) =>
    prisma.event.findMany({
      where: { ...user, type, seq: { lt: before } },
      orderBy: { seq: 'desc' },
      take: READ,
      select: { id: true, seq: true, type: true, body: true, reading: true },
    }),
  );
  return (await Promise.all(byType)).flat();
}
