import Type, { type Static } from 'typebox';
import { type Database, raw, type Sql, sql } from '../database/client.ts';
import { Column, rowsBy } from '../database/rows.ts';

/** Which links are meant; null = any. */
export interface LinkFilter {
  readonly businessUnit: string | null;
  readonly kind: string | null;
  readonly localId: string | null;
  readonly crmId: string | null;
}

const Seen = Type.Object({
  crm: Column.text,
  module: Column.text,
  kind: Column.text,
  /** Empty where the record belongs to the whole CRM. */
  businessUnit: Column.text,
  localId: Column.text,
  crmId: Column.text,
  origin: Column.text,
  eventId: Column.optionalText,
  createdAt: Column.instant,
});
/** A row of the mapping as ops see it. */
export type SeenLink = Readonly<Static<typeof Seen>>;

/** A link's place in the list. */
export type LinkPlace = Pick<SeenLink, 'createdAt' | 'kind' | 'localId' | 'businessUnit' | 'crm'>;

/** A part of the list. */
export interface LinkPart {
  readonly limit: number;
  /** The last link on the page before; null = the first page. */
  readonly after: LinkPlace | null;
}

const readLinks = rowsBy(Seen);

/** A page of the links that match, the newest first. A unit's filter lets through what belongs to the whole CRM. */
export async function listLinks({ prisma }: Database, filter: LinkFilter, page: LinkPart): Promise<SeenLink[]> {
  return await readLinks(prisma, linkPage(filter, page));
}

const NEWEST_FIRST = sql`l.created_at DESC, l.kind, l.local_id, l.business_unit, l.crm`;

/**
 * The statement of a page. What it reads grows with the page, not with the mapping: all links of a local id or of a CRM id, else the heads
 * of the shelves. A shelf is what links_newest_idx keeps together, the links of one CRM, kind and unit, the newest first.
 */
export function linkPage(filter: LinkFilter, page: LinkPart): Sql {
  const { localId, crmId } = filter;
  const found =
    localId === null && crmId === null ? heads(filter, page) : sql`${ofOne(filter)} AND ${after(page.after)}`;
  const shelves =
    localId === null && crmId !== null ? distinct('crm', 'module') : distinct('crm', 'kind', 'business_unit');
  return sql`
    WITH RECURSIVE ${shelves},
    found AS MATERIALIZED (
      SELECT l.crm, l.kind, l.business_unit, l.local_id FROM shelves shelf CROSS JOIN LATERAL ${found}
      ORDER BY ${NEWEST_FIRST} LIMIT ${page.limit}
    )
    SELECT l.crm, l.module, l.kind, l.business_unit AS "businessUnit", l.local_id AS "localId", l.crm_id AS "crmId", l.origin,
           l.event_id::text AS "eventId", l.created_at AS "createdAt"
    FROM found JOIN links l USING (crm, kind, business_unit, local_id)
    ORDER BY ${NEWEST_FIRST}`;
}

/** The shelves by these columns, with which an index begins: one look into it for each. */
function distinct(...columns: readonly string[]): Sql {
  const of = (table: string) => raw(columns.map((column) => `${table}.${column}`).join(', '));
  const first = sql`SELECT ${of('l')} FROM links l`;
  return sql`shelves AS (
    (${first} ORDER BY ${of('l')} LIMIT 1)
    UNION ALL
    SELECT next.* FROM shelves last
    CROSS JOIN LATERAL (${first} WHERE (${of('l')}) > (${of('last')}) ORDER BY ${of('l')} LIMIT 1) next
  )`;
}

// OFFSET 0 keeps the planner from looking for them anywhere but at their place in an index.
function ofOne({ businessUnit, kind, localId, crmId }: LinkFilter): Sql {
  const place =
    localId === null
      ? sql`l.module = shelf.module AND l.crm_id = ${crmId}`
      : sql`l.kind = shelf.kind AND l.business_unit = shelf.business_unit AND l.local_id = ${localId}`;
  return sql`(SELECT l.* FROM links l WHERE l.crm = shelf.crm AND ${place} OFFSET 0) l
    WHERE ${crmId === null ? sql`true` : sql`l.crm_id = ${crmId}`}
      AND ${kind === null ? sql`true` : sql`l.kind = ${kind}`}
      AND ${businessUnit === null ? sql`true` : sql`l.business_unit IN (${businessUnit}, '')`}`;
}

function heads({ businessUnit, kind }: LinkFilter, page: LinkPart): Sql {
  const part = (condition: Sql) => sql`(
    SELECT l.crm, l.kind, l.business_unit, l.local_id, l.created_at FROM links l
    WHERE l.crm = shelf.crm AND l.kind = shelf.kind AND l.business_unit = shelf.business_unit AND ${condition}
    ORDER BY l.created_at DESC, l.local_id LIMIT ${page.limit})`;
  return sql`(${page.after === null ? part(sql`true`) : following(page.after, part)}) l
    WHERE ${kind === null ? sql`true` : sql`shelf.kind = ${kind}`}
      AND ${businessUnit === null ? sql`true` : sql`shelf.business_unit IN (${businessUnit}, '')`}`;
}

// Two parts, since an index is entered at one place: what is as old as the last one, of which an import makes thousands, and what is older.
function following(last: LinkPlace, part: (condition: Sql) => Sql): Sql {
  const from = sql`l.local_id >= CASE WHEN shelf.kind = ${last.kind} THEN ${last.localId} ELSE '' END`;
  return sql`
    ${part(sql`l.created_at = ${last.createdAt} AND shelf.kind >= ${last.kind} AND ${from} AND ${after(last)}`)}
    UNION ALL ${part(sql`l.created_at < ${last.createdAt}`)}`;
}

function after(last: LinkPlace | null): Sql {
  if (last === null) return sql`true`;
  const { createdAt, kind, localId, businessUnit, crm } = last;
  return sql`(l.created_at < ${createdAt} OR (l.created_at = ${createdAt}
    AND (l.kind, l.local_id, l.business_unit, l.crm) > (${kind}, ${localId}, ${businessUnit}, ${crm})))`;
}
