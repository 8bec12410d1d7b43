import { type Database, type Sql, sql } from '../database/client.ts';
import { LeaseLost, oursWhileHeld } from '../inbox/lease-fence.ts';
import type { Held } from '../inbox/settle.ts';
import type { LinkKind, NewLink } from './link.ts';

const MONEY_RECORDS: LinkKind[] = ['order', 'group', 'line', 'refund', 'refund_group', 'refund_line'];

/**
 * The statement that writes links if `condition` holds; the first one of a local thing stays. The records of a sale or a return name the
 * last event that has put them right, since whose they are decides what a later one may change.
 *
 * Raw, since it is a part of the statement that ends a step: the record and what it stands for are one commit.
 */
export function insertLinks(crm: string, eventId: string, links: readonly NewLink[], condition: Sql = sql`true`): Sql {
  const column = <T>(read: (link: NewLink) => T): T[] => links.map(read);
  return sql`
    INSERT INTO links (crm, module, kind, business_unit, local_id, crm_id, origin, email, event_id)
    SELECT ${crm}, module, kind, business_unit, local_id, crm_id, origin, email, ${eventId}::uuid
    FROM unnest(
      ${column((link) => link.module)}::text[],
      ${column((link) => link.kind)}::text[],
      ${column((link) => link.businessUnit)}::text[],
      ${column((link) => link.localId)}::text[],
      ${column((link) => link.crmId)}::text[],
      ${column((link) => link.origin)}::text[],
      ${column((link) => link.email ?? null)}::text[]
    ) AS t (module, kind, business_unit, local_id, crm_id, origin, email)
    WHERE ${condition}
    ON CONFLICT (crm, kind, business_unit, local_id) DO UPDATE SET event_id = excluded.event_id
    WHERE links.kind = ANY (${MONEY_RECORDS}::text[]) AND links.crm_id = excluded.crm_id`;
}

/** Writes links outside a step, while the lease is held. Throws `LeaseLost` when the event is no longer ours. */
export async function addLinks(
  { prisma }: Database,
  crm: string,
  held: Held,
  links: readonly NewLink[],
): Promise<void> {
  const rows = await prisma.$queryRaw<unknown[]>(sql`
    WITH ${oursWhileHeld(held)},
    linked AS (${insertLinks(crm, held.id, links, sql`EXISTS (SELECT 1 FROM ours)`)})
    SELECT id FROM ours`);
  if (rows.length === 0) throw new LeaseLost(held.id);
}
