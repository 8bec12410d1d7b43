import Type from 'typebox';
import type { Database } from '../database/client.ts';
import { preparedStatement } from '../database/prepared.ts';
import { Column } from '../database/rows.ts';
import { LeaseLost } from '../inbox/lease-fence.ts';
import type { Held } from '../inbox/settle.ts';
import { storableJson } from '../inbox/storable.ts';
import type { LinkKind, NewLink } from './link.ts';

const MONEY_RECORDS: readonly LinkKind[] = ['order', 'group', 'line', 'refund', 'refund_group', 'refund_line'];

/** A link as its columns are called. */
export interface LinkRow {
  readonly crm: string;
  readonly module: string;
  readonly kind: LinkKind;
  readonly business_unit: string;
  readonly local_id: string;
  readonly crm_id: string;
  readonly origin: string;
  readonly email: string | null;
}

/** The rows of a CRM's links. */
export function linkRows(crm: string, links: readonly NewLink[]): LinkRow[] {
  return links.map(({ module, kind, businessUnit, localId, crmId, origin, email }) => ({
    crm,
    module,
    kind,
    business_unit: businessUnit,
    local_id: localId,
    crm_id: crmId,
    origin,
    email: email ?? null,
  }));
}

/**
 * The statement that writes links; the first one of a local thing stays. The records of a sale or a return name the last event that has put
 * them right, since whose they are decides what a later one may change. In one order, so that two of them never wait for each other.
 *
 * `rows`: a query that gives them from JSON as alias `l`, whose columns are added here, and the event's id.
 */
export function insertLinksFrom(rows: string): string {
  return `
    INSERT INTO links (crm, module, kind, business_unit, local_id, crm_id, origin, email, event_id)
    ${rows} (crm text, module text, kind text, business_unit text, local_id text, crm_id text, origin text, email text)
    ORDER BY l.crm, l.kind, l.business_unit, l.local_id
    ON CONFLICT (crm, kind, business_unit, local_id) DO UPDATE SET event_id = excluded.event_id
    WHERE links.kind IN (${MONEY_RECORDS.map((kind) => `'${kind}'`).join(', ')}) AND links.crm_id = excluded.crm_id`;
}

const add = preparedStatement(
  'add_links',
  Type.Object({ id: Column.text }),
  `WITH ours AS MATERIALIZED (
    SELECT id FROM events WHERE id = $1::uuid AND lease_token = $2::uuid AND status = 'running' FOR UPDATE
  ),
  linked AS (
    ${insertLinksFrom('SELECT l.*, ours.id FROM ours CROSS JOIN json_to_recordset($3::json) AS l')}
  )
  SELECT id FROM ours`,
);

/** Writes links outside a step, while the lease is held. Throws `LeaseLost` when the event is no longer ours. */
export async function addLinks(
  { askPrepared }: Pick<Database, 'askPrepared'>,
  crm: string,
  held: Held,
  links: readonly NewLink[],
): Promise<void> {
  const rows = await add(askPrepared, [held.id, held.leaseToken, storableJson(linkRows(crm, links))]);
  if (rows.length === 0) throw new LeaseLost(held.id);
}
