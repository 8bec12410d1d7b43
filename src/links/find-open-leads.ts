import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { preparedRows } from '../database/prepared.ts';
import { Column } from '../database/rows.ts';
import type { LinkKey, SeenRecord } from './link.ts';

/** Whose leads, and for which event. */
export interface LeadsOf {
  /** The customer's own lead. */
  readonly own: LinkKey;
  /** In lower case. */
  readonly email: string | null;
  readonly eventId: string;
}

const readLeads = preparedRows('find_open_leads', Type.Object({ crmId: Column.text, unseenMs: Column.number }));

/**
 * The leads of a customer that are not converted yet, or are just being converted by this event: the customer's own, and those
 * registered with the same address. Not those that were found to be gone, or converted by hand.
 *
 * Raw, since the conversion of a lead is another row of the same table, which its own row must not have.
 */
export async function findOpenLeads(
  database: Pick<Database, 'askPrepared'>,
  crm: string,
  customer: LeadsOf,
): Promise<SeenRecord[]> {
  const { own, email, eventId } = customer;
  return await readLeads(
    database,
    sql`
    SELECT l.crm_id AS "crmId", greatest(0, min(extract(epoch FROM now() - l.seen_at) * 1000))::float8 AS "unseenMs"
    FROM links l
    WHERE l.crm = ${crm} AND l.module = 'Leads' AND l.kind <> 'conversion'
      AND ((l.kind = ${own.kind} AND l.business_unit = ${own.businessUnit} AND l.local_id = ${own.localId})
           OR l.email = ${email})
      AND NOT EXISTS (
        SELECT 1 FROM links c
        WHERE c.crm = l.crm AND c.kind = 'conversion' AND c.business_unit = '' AND c.local_id = l.crm_id
          AND (c.event_id IS DISTINCT FROM ${eventId}::uuid OR c.origin = 'found')
      )
    GROUP BY l.crm_id ORDER BY 1`,
  );
}
