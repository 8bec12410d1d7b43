import { type Database, type Sql, sql } from '../database/client.ts';
import { oursWhileHeld } from '../inbox/lease-fence.ts';
import { LeaseLost } from '../inbox/lease-lost.ts';
import type { Held } from '../inbox/settle.ts';

/** What a linked record is to the shop. */
export type LinkKind =
  | 'lead'
  /** The lead and the contact of somebody in a unit who left a phone and nothing else. */
  | 'phone_lead'
  | 'phone_contact'
  /** The lead of an address in a unit, whose owner has no account. */
  | 'address_lead'
  | 'contact'
  /** A contact that has bought: only then is the lead of it converted. */
  | 'buyer'
  | 'conversion'
  | 'membership'
  | 'product'
  | 'marker'
  | 'order'
  | 'group'
  | 'line'
  | 'refund'
  | 'refund_group'
  | 'refund_line'
  | 'contract_line'
  /** The number that the CRM gave an invoice. */
  | 'invoice_number';

/** Whether tillbridge made the record or found it there. */
export type LinkOrigin = 'created' | 'found';

/** Where a local thing is found again. `businessUnit` is empty for what belongs to the whole CRM (a sku, an address). */
export interface LinkKey {
  readonly kind: LinkKind;
  readonly businessUnit: string;
  readonly localId: string;
}

/** A new row of the mapping, written together with the step that made or found the record. */
export interface NewLink extends LinkKey {
  readonly module: string;
  readonly crmId: string;
  readonly origin: LinkOrigin;
  /** The customer's address in lower case, to find a lead by it. */
  readonly email?: string | null;
}

/** A row of the mapping local id → CRM record. */
export interface Link {
  readonly crmId: string;
  readonly origin: string;
  readonly eventId: string | null;
  /** How long ago the CRM showed the record, in milliseconds. */
  readonly unseenMs: number;
}

/** A record that is gone from the CRM, the one that took its place, and what the event is to say of it. */
export interface Mend {
  readonly kinds: readonly LinkKind[];
  readonly gone: string;
  readonly successor: string;
  readonly warning: string;
}

/** A record of the CRM and how long ago it was seen there, in milliseconds. */
export type SeenRecord = Pick<Link, 'crmId' | 'unseenMs'>;

const MONEY_RECORDS: LinkKind[] = ['order', 'group', 'line', 'refund', 'refund_group', 'refund_line'];
const UNSEEN_MS = sql`(extract(epoch FROM now() - seen_at) * 1000)::float8`;
const COLUMNS = sql`crm_id AS "crmId", origin, event_id AS "eventId", ${UNSEEN_MS} AS "unseenMs"`;

/** The mapping of one CRM: asked before any look-up, written with each create. */
export class Links {
  readonly #database: Database;
  readonly #crm: string;

  constructor(database: Database, crm: string) {
    this.#database = database;
    this.#crm = crm;
  }

  /** The record of one local thing, or null. */
  async find(key: LinkKey): Promise<Link | null> {
    const rows = await this.#database.prisma.$queryRaw<Link[]>(sql`
      SELECT ${COLUMNS} FROM links
      WHERE crm = ${this.#crm} AND kind = ${key.kind} AND business_unit = ${key.businessUnit} AND local_id = ${key.localId}`);
    return rows[0] ?? null;
  }

  /**
   * The leads of a customer that are not converted yet, or are just being converted by this event: the customer's own, and those
   * registered with the same address. Not those that were found to be gone, or converted by hand.
   */
  async findOpenLeads(customer: {
    readonly own: LinkKey;
    readonly email: string | null;
    readonly eventId: string;
  }): Promise<SeenRecord[]> {
    const { own } = customer;
    return await this.#database.prisma.$queryRaw<SeenRecord[]>(sql`
      SELECT l.crm_id AS "crmId", min(${UNSEEN_MS}) AS "unseenMs" FROM links l
      WHERE l.crm = ${this.#crm} AND l.module = 'Leads' AND l.kind <> 'conversion'
        AND ((l.kind = ${own.kind} AND l.business_unit = ${own.businessUnit} AND l.local_id = ${own.localId})
             OR l.email = ${customer.email})
        AND NOT EXISTS (
          SELECT 1 FROM links c
          WHERE c.crm = l.crm AND c.kind = 'conversion' AND c.business_unit = '' AND c.local_id = l.crm_id
            AND (c.event_id IS DISTINCT FROM ${customer.eventId}::uuid OR c.origin = 'found')
        )
      GROUP BY l.crm_id ORDER BY 1`);
  }

  /** The records of several things of one kind, by local id. Without a unit: of those that belong to the whole CRM. */
  async findMany(kind: LinkKind, localIds: readonly string[], businessUnit = ''): Promise<Map<string, string>> {
    const rows = await this.#database.prisma.$queryRaw<{ crmId: string; localId: string }[]>(sql`
      SELECT crm_id AS "crmId", local_id AS "localId" FROM links
      WHERE crm = ${this.#crm} AND kind = ${kind} AND business_unit = ${businessUnit}
        AND local_id = ANY (${[...localIds]}::text[])`);
    return new Map(rows.map((row) => [row.localId, row.crmId]));
  }

  /** The local ids that already stand for one of these records. */
  async localIdsOf(kind: LinkKind, crmIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.#database.prisma.$queryRaw<{ crmId: string; localId: string }[]>(sql`
      SELECT crm_id AS "crmId", local_id AS "localId" FROM links
      WHERE crm = ${this.#crm} AND kind = ${kind} AND crm_id = ANY (${[...crmIds]}::text[])`);
    return new Map(rows.map((row) => [row.crmId, row.localId]));
  }

  /** The addresses by which a contact is known. */
  async addressesOf(contact: string): Promise<string[]> {
    const rows = await this.#database.prisma.$queryRaw<{ localId: string }[]>(sql`
      SELECT local_id AS "localId" FROM links
      WHERE crm = ${this.#crm} AND module = 'Contacts' AND crm_id = ${contact} AND kind = 'contact' AND business_unit = ''
      ORDER BY created_at, local_id`);
    return rows.map((row) => row.localId);
  }

  /** Those of these records that stand for another thing of the same kind than this one, such as another unit's order. */
  async takenByOthers(key: LinkKey, crmIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.#database.prisma.$queryRaw<{ crmId: string }[]>(sql`
      SELECT crm_id AS "crmId" FROM links
      WHERE crm = ${this.#crm} AND kind = ${key.kind} AND crm_id = ANY (${[...crmIds]}::text[])
        AND (business_unit, local_id) <> (${key.businessUnit}, ${key.localId})`);
    return new Set(rows.map((row) => row.crmId));
  }

  /** Whether a contact is known by an address already, from another event than this one. */
  async hasAddress(contact: string, eventId: string): Promise<boolean> {
    const rows = await this.#database.prisma.$queryRaw<unknown[]>(sql`
      SELECT 1 FROM links
      WHERE crm = ${this.#crm} AND module = 'Contacts' AND crm_id = ${contact} AND kind = 'contact' AND business_unit = ''
        AND event_id IS DISTINCT FROM ${eventId}::uuid
      LIMIT 1`);
    return rows.length > 0;
  }

  /**
   * The statement that writes links if `condition` holds; the first one of a local thing stays. The records of a sale or a return name the
   * last event that has put them right, since whose they are decides what a later one may change.
   */
  insert(eventId: string, links: readonly NewLink[], condition: Sql = sql`true`): Sql {
    const column = <T>(read: (link: NewLink) => T): T[] => links.map(read);
    return sql`
      INSERT INTO links (crm, module, kind, business_unit, local_id, crm_id, origin, email, event_id)
      SELECT ${this.#crm}, module, kind, business_unit, local_id, crm_id, origin, email, ${eventId}::uuid
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

  /** Writes down that the CRM has just shown a record. */
  async see(module: string, crmId: string): Promise<void> {
    await this.#database.prisma.$executeRaw(sql`
      UPDATE links SET seen_at = now() WHERE crm = ${this.#crm} AND module = ${module} AND crm_id = ${crmId}`);
  }

  /**
   * Lets everything that a record stood for stand for another one, which took its place in the CRM, and the event say so, in one commit.
   * Throws `LeaseLost` when the event is no longer ours.
   */
  async mend(held: Held, { kinds, gone, successor, warning }: Mend): Promise<void> {
    const rows = await this.#database.prisma.$queryRaw<unknown[]>(sql`
      WITH ${oursWhileHeld(held)},
      mended AS (
        UPDATE links l SET crm_id = ${successor}, seen_at = now() FROM ours
        WHERE l.crm = ${this.#crm} AND l.kind = ANY (${[...kinds]}::text[]) AND l.crm_id = ${gone}
      ),
      warned AS (UPDATE events e SET warnings = e.warnings || ${[warning]}::text[] FROM ours WHERE e.id = ours.id)
      SELECT id FROM ours`);
    if (rows.length === 0) throw new LeaseLost(held.id);
  }

  /**
   * Writes links outside a step: a record that another event made stands for this local thing as well. Throws `LeaseLost` when the
   * event is no longer ours.
   */
  async add(held: Held, links: readonly NewLink[]): Promise<void> {
    const rows = await this.#database.prisma.$queryRaw<unknown[]>(sql`
      WITH ${oursWhileHeld(held)},
      linked AS (${this.insert(held.id, links, sql`EXISTS (SELECT 1 FROM ours)`)})
      SELECT id FROM ours`);
    if (rows.length === 0) throw new LeaseLost(held.id);
  }
}
