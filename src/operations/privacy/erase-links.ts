import Type, { type Static } from 'typebox';
import { type Sql, sql } from '../../database/client.ts';
import { Column, type RawQueries, rowsBy } from '../../database/rows.ts';
import { localId } from '../../domain/composite-keys.ts';
import type { Queries } from '../transaction.ts';
import type { FoundEvents } from './find-events.ts';
import { CRMS, type SoughtPerson } from './person.ts';

const Row = Type.Object({
  crm: Column.text,
  module: Column.text,
  kind: Column.text,
  businessUnit: Column.text,
  localId: Column.text,
  crmId: Column.text,
  email: Column.optionalText,
  eventId: Column.optionalText,
});
type Row = Readonly<Static<typeof Row>>;
const readRows = rowsBy(Row);
const readAbout = rowsBy(
  Type.Object({ businessUnit: Column.text, orderId: Column.text, refundId: Column.optionalText }),
);

/** A record of the CRM that stands for a person, or for one of their orders, and is left alone. */
export type RecordThatStays = Pick<Row, 'crm' | 'module' | 'crmId'>;

const COLUMNS = sql`l.crm, l.module, l.kind, l.business_unit AS "businessUnit", l.local_id AS "localId", l.crm_id AS "crmId", l.email,
  l.event_id::text AS "eventId"`;
/** What a person is known by in the mapping; with an address in it where they have no account, or one more. */
const OF_USER = ['lead', 'contact'];
const OF_PERSON = [...OF_USER, 'address_lead', 'lead_address', 'erased'];
const AT_ONCE = 500;

/** The addresses by which the mapping knows somebody, in lower case: those of their contact, and of their lead. */
export async function linkedAddresses(
  prisma: RawQueries,
  { businessUnit, userId }: Pick<SoughtPerson, 'businessUnit' | 'userId'>,
): Promise<string[]> {
  const own = await linksOfUser(prisma, businessUnit, userId);
  const same = await linksOfRecords(prisma, own);
  const known = [...own, ...same].flatMap(({ kind, businessUnit: unit, localId: local, email }) => [
    ...(email === null ? [] : [email]),
    ...(kind === 'contact' && unit === '' && local.includes('@') ? [local] : []),
  ]);
  return [...new Set(known)];
}

/** Whether the mapping knows a user. */
export async function isLinked(
  prisma: RawQueries,
  { businessUnit, userId }: Pick<SoughtPerson, 'businessUnit' | 'userId'>,
): Promise<boolean> {
  return (await linksOfUser(prisma, businessUnit, userId)).length > 0;
}

/** The records that stand for a person, their orders and refunds, each once. */
export async function recordsThatStay(
  prisma: RawQueries,
  person: SoughtPerson,
  { addresses, own, related }: FoundEvents,
): Promise<RecordThatStays[]> {
  const known = [
    ...(await linksOfUser(prisma, person.businessUnit, person.userId)),
    ...(await linksOfAddresses(prisma, addresses)),
  ];
  const found = [...known, ...(await linksOfRecords(prisma, known))];
  const events = [...own, ...related];
  for (let from = 0; from < events.length; from += AT_ONCE)
    found.push(...(await linksOfOrders(prisma, events.slice(from, from + AT_ONCE))));
  const records = new Map(found.map(({ crm, module, crmId }) => [`${crm} ${module} ${crmId}`, { crm, module, crmId }]));
  return [...records.values()];
}

/**
 * Takes the addresses of a person out of the mapping. A record that stood for an address stays known as one of ours, by its own id. Of a
 * shop no more than what its own events have written.
 */
export async function eraseLinks(
  prisma: Queries,
  person: SoughtPerson,
  { addresses, own, related }: Pick<FoundEvents, 'addresses' | 'own' | 'related'>,
): Promise<void> {
  const users = await linksOfUser(prisma, person.businessUnit, person.userId);
  const named = await linksOfAddresses(prisma, addresses);
  const isTheirs = ({ eventId }: Row) =>
    person.shop === null || (eventId !== null && (own.has(eventId) || related.has(eventId)));
  const rows = [...users, ...named.filter(isTheirs)];
  for (const row of rows) {
    const place = sql`crm = ${row.crm} AND kind = ${row.kind} AND business_unit = ${row.businessUnit} AND local_id = ${row.localId}`;
    if (!holdsAddress(row, addresses)) {
      await prisma.$executeRaw(sql`UPDATE links SET email = NULL WHERE ${place} AND email IS NOT NULL`);
      continue;
    }
    await prisma.$executeRaw(sql`
      INSERT INTO links (crm, module, kind, business_unit, local_id, crm_id, origin, event_id, created_at, seen_at)
      SELECT crm, module, 'erased', '', module || '/' || crm_id, crm_id, origin, event_id, created_at, seen_at FROM links
      WHERE ${place} ON CONFLICT DO NOTHING`);
    await prisma.$executeRaw(sql`DELETE FROM links WHERE ${place}`);
  }
}

function holdsAddress({ kind, localId: local }: Row, addresses: ReadonlySet<string>): boolean {
  return kind === 'lead_address' || (kind !== 'erased' && addresses.has(local));
}

async function linksOfUser(prisma: RawQueries, businessUnit: string, userId: string | null): Promise<Row[]> {
  return userId === null
    ? []
    : await read(prisma, OF_USER, sql`l.business_unit = ${businessUnit} AND l.local_id = ${userId}`);
}

/** Links by an address, and those that name it beside. */
async function linksOfAddresses(prisma: RawQueries, addresses: ReadonlySet<string>): Promise<Row[]> {
  const all = [...addresses];
  const found: Row[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const part = all.slice(from, from + AT_ONCE);
    found.push(
      ...(await read(prisma, ['contact'], sql`l.business_unit = '' AND l.local_id = ANY (${part}::text[])`)),
      ...(await readRows(
        prisma,
        sql`
        SELECT ${COLUMNS} FROM links l
        WHERE l.crm = ANY (${[...CRMS]}::text[]) AND l.module = ANY (ARRAY['Leads', 'Contacts']) AND l.email = ANY (${part}::text[])`,
      )),
    );
  }
  const placeOf = ({ crm, kind, businessUnit, localId: local }: Row) =>
    JSON.stringify([crm, kind, businessUnit, local]);
  return [...new Map(found.map((row) => [placeOf(row), row])).values()];
}

async function read(prisma: RawQueries, kinds: readonly string[], condition: Sql): Promise<Row[]> {
  return await readRows(
    prisma,
    sql`
    SELECT ${COLUMNS} FROM links l
    WHERE l.crm = ANY (${[...CRMS]}::text[]) AND l.kind = ANY (${[...kinds]}::text[]) AND ${condition}`,
  );
}

/** Other links to the same leads and contacts. */
async function linksOfRecords(prisma: RawQueries, rows: readonly Row[]): Promise<Row[]> {
  if (rows.length === 0) return [];
  return await readRows(
    prisma,
    sql`
    SELECT ${COLUMNS}
    FROM unnest(
      ${rows.map(({ crm }) => crm)}::text[], ${rows.map(({ module }) => module)}::text[], ${rows.map(({ crmId }) => crmId)}::text[]
    ) AS known (crm, module, crm_id)
    JOIN links l USING (crm, module, crm_id)
    WHERE l.kind = ANY (${OF_PERSON}::text[])`,
  );
}

/** The invoices of the orders and refunds that events are of. */
async function linksOfOrders(prisma: RawQueries, events: readonly string[]): Promise<Row[]> {
  const about = await readAbout(
    prisma,
    sql`
    SELECT DISTINCT business_unit AS "businessUnit", order_id AS "orderId", refund_id AS "refundId" FROM events
    WHERE id = ANY (${[...events]}::uuid[]) AND order_id IS NOT NULL`,
  );
  const keys = about.flatMap(({ businessUnit, orderId, refundId }) => [
    { kind: 'order', businessUnit, local: orderId },
    ...(refundId === null ? [] : [{ kind: 'refund', businessUnit, local: localId(orderId, refundId) }]),
  ]);
  return await readRows(
    prisma,
    sql`
    SELECT ${COLUMNS}
    FROM unnest(
      ${keys.map(({ kind }) => kind)}::text[], ${keys.map(({ businessUnit }) => businessUnit)}::text[],
      ${keys.map(({ local }) => local)}::text[]
    ) AS theirs (kind, business_unit, local_id)
    CROSS JOIN unnest(${[...CRMS]}::text[]) AS of (crm)
    JOIN links l USING (crm, kind, business_unit, local_id)`,
  );
}
