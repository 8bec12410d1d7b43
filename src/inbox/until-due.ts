import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { preparedRows } from '../database/prepared.ts';
import { Column } from '../database/rows.ts';
import { CLAIMABLE } from './claimable.ts';

const readDue = preparedRows('until_due', Type.Object({ crm: Column.text, inMs: Column.number }));

/** How long until the next event of a CRM that is not parked is due. */
export interface NextDue {
  readonly crm: string;
  /** Milliseconds by the database's clock; 0 or less for one that is due and could not be claimed a moment ago. */
  readonly inMs: number;
}

/** When the next event of each CRM is due; a CRM without any is left out. Each is one look into the index, however many events wait. */
export async function untilDue(database: Database, crms: readonly string[]): Promise<NextDue[]> {
  return await readDue(
    database,
    sql`
    SELECT c.crm, (EXTRACT(EPOCH FROM next.next_attempt_at - now()) * 1000)::float8 AS "inMs"
    FROM unnest(${[...crms]}::text[]) AS c (crm) CROSS JOIN LATERAL (
      SELECT next_attempt_at FROM events
      WHERE ${CLAIMABLE} AND events.crm = c.crm
      ORDER BY next_attempt_at LIMIT 1
    ) next`,
  );
}
