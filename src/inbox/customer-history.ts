import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { preparedRows } from '../database/prepared.ts';
import { Column } from '../database/rows.ts';
import { customerRegistered } from '../domain/events/customer-registered.ts';
import { customerUpdated } from '../domain/events/customer-updated.ts';
import type { StoredBody } from './claimed-event.ts';

/** Of each type so many of the last are read: a shop may tell of a customer at every login. */
const READ = 50;

/** A registration or an update of a unit's user, with its place in the order of arrival. */
export interface StoredTelling extends StoredBody {
  readonly seq: bigint;
}

const readTellings = preparedRows(
  'find_tellings',
  Type.Object({ id: Column.text, seq: Column.bigint, type: Column.text, body: Column.bytes, reading: Column.number }),
);

/**
 * The last registrations and updates of a unit's user that came before an event, whatever became of them. Later ones do not count, so
 * that every attempt of the event finds the same. `before`: the event's place in the order of arrival.
 */
export async function findTellings(
  database: Pick<Database, 'askPrepared'>,
  { businessUnit, userId }: { readonly businessUnit: string; readonly userId: string },
  before: bigint,
): Promise<StoredTelling[]> {
  return await readTellings(
    database,
    sql`
    SELECT e.*
    FROM unnest(ARRAY[${customerRegistered.name}, ${customerUpdated.name}]) AS told (type)
    CROSS JOIN LATERAL (
      SELECT id, seq, type, body, reading FROM events
      WHERE business_unit = ${businessUnit} AND user_id = ${userId} AND type = told.type AND seq < ${before}
      ORDER BY seq DESC LIMIT ${READ}
    ) e`,
  );
}

/** What one event told of a customer, if it is a registration or an update. */
export async function findTelling(
  { prisma }: Pick<Database, 'prisma'>,
  eventId: string,
): Promise<StoredTelling | null> {
  return await prisma.event.findFirst({
    where: { id: eventId, type: { in: [customerRegistered.name, customerUpdated.name] } },
    select: { id: true, seq: true, type: true, body: true, reading: true },
  });
}
