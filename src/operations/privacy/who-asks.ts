import Type from 'typebox';
import { type Database, sql } from '../../database/client.ts';
import { Column, rowsBy } from '../../database/rows.ts';
import { findEvents } from './find-events.ts';
import type { SoughtPerson } from './person.ts';

/** So many of each are named. */
const NAMED = 20;

const readIds = rowsBy(Type.Object({ userId: Column.optionalText, orderId: Column.optionalText }));

/** The shop's own ids of somebody who asks what is kept of them: of a user who is named that one, else what an address leads to. */
export async function whoAsks(
  { prisma }: Database,
  person: SoughtPerson,
): Promise<{ readonly userIds: readonly string[]; readonly orderIds: readonly string[] }> {
  if (person.userId !== null) return { userIds: [person.userId], orderIds: [] };
  const { own, related } = await findEvents({ prisma }, person);
  const rows = await readIds(
    prisma,
    sql`
    SELECT DISTINCT user_id AS "userId", order_id AS "orderId" FROM events
    WHERE id = ANY (${[...own, ...related]}::uuid[]) ORDER BY 1, 2`,
  );
  const named = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))].slice(0, NAMED);
  return { userIds: named(rows.map(({ userId }) => userId)), orderIds: named(rows.map(({ orderId }) => orderId)) };
}
