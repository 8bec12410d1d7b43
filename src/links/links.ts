import Type from 'typebox';
import { type Database, sql } from '../database/client.ts';
import { preparedRows } from '../database/prepared.ts';
import { Column } from '../database/rows.ts';
import type { Held } from '../inbox/settle.ts';
import { findOpenLeads, type LeadsOf } from './find-open-leads.ts';
import { findGivenUpLeads, takeUpLead } from './given-up-leads.ts';
import { addLinks, type LinkRow, linkRows } from './insert-links.ts';
import type { Link, LinkKey, LinkKind, Mend, NewLink, SeenRecord } from './link.ts';
import { mendLinks } from './mend-links.ts';

const readLink = preparedRows(
  'find_link',
  Type.Object({
    crmId: Column.text,
    origin: Column.text,
    eventId: Column.optionalText,
    seenAt: Column.instant,
  }),
);
const writeSeen = preparedRows('see_record', Type.Unknown());

/** The mapping of one CRM: asked before any look-up, written with each create. */
export class Links {
  readonly #database: Database;
  readonly #crm: string;
  readonly #now: () => number;

  /** `now`: Unix time in milliseconds. */
  constructor(database: Database, crm: string, now: () => number = Date.now) {
    this.#database = database;
    this.#crm = crm;
    this.#now = now;
  }

  get #table(): Database['prisma']['link'] {
    return this.#database.prisma.link;
  }

  /** The record of one local thing, or null. */
  async find({ kind, businessUnit, localId }: LinkKey): Promise<Link | null> {
    const [row] = await readLink(
      this.#database,
      sql`
      SELECT crm_id AS "crmId", origin, event_id AS "eventId", seen_at AS "seenAt" FROM links
      WHERE crm = ${this.#crm} AND kind = ${kind} AND business_unit = ${businessUnit} AND local_id = ${localId}`,
    );
    if (row === undefined) return null;
    const { crmId, origin, eventId, seenAt } = row;
    return { crmId, origin, eventId, unseenMs: this.#since(seenAt) };
  }

  /** The leads of a customer that are not converted yet, as `findOpenLeads` says. */
  async findOpenLeads(customer: LeadsOf): Promise<SeenRecord[]> {
    return await findOpenLeads(this.#database, this.#crm, customer);
  }

  /** The leads that an event left alone, as `findGivenUpLeads` says. */
  async findGivenUpLeads(eventId: string): Promise<string[]> {
    return await findGivenUpLeads(this.#database, this.#crm, eventId);
  }

  /** Lets a lead that the CRM shows again be one like the rest, as `takeUpLead` says. */
  async takeUpLead(held: Held, lead: string): Promise<void> {
    await takeUpLead(this.#database, this.#crm, held, lead);
  }

  /** The records of several things of one kind, by local id. Without a unit: of those that belong to the whole CRM. */
  async findMany(kind: LinkKind, localIds: readonly string[], businessUnit = ''): Promise<Map<string, string>> {
    const rows = await this.#table.findMany({
      where: { crm: this.#crm, kind, businessUnit, localId: { in: [...localIds] } },
      select: { crmId: true, localId: true },
    });
    return new Map(rows.map((row) => [row.localId, row.crmId]));
  }

  /** The local ids that already stand for one of these records. */
  async localIdsOf(kind: LinkKind, crmIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.#table.findMany({
      where: { crm: this.#crm, kind, crmId: { in: [...crmIds] } },
      select: { crmId: true, localId: true },
    });
    return new Map(rows.map((row) => [row.crmId, row.localId]));
  }

  /** What each of these records is to the shop, by the record's id. */
  async placesOf(kind: LinkKind, crmIds: readonly string[]): Promise<Map<string, LinkKey>> {
    const rows = await this.#table.findMany({
      where: { crm: this.#crm, kind, crmId: { in: [...crmIds] } },
      select: { crmId: true, businessUnit: true, localId: true },
    });
    return new Map(rows.map(({ crmId, ...place }) => [crmId, { kind, ...place }]));
  }

  /** The addresses by which a contact is known. */
  async addressesOf(contact: string): Promise<string[]> {
    const rows = await this.#table.findMany({
      where: { ...this.#addresses(contact) },
      orderBy: [{ createdAt: 'asc' }, { localId: 'asc' }],
      select: { localId: true },
    });
    return rows.map((row) => row.localId);
  }

  /** Whether tillbridge made a record that stands for something of these kinds. */
  async wasCreated(kinds: readonly LinkKind[], module: string, crmId: string): Promise<boolean> {
    const row = await this.#table.findFirst({
      where: { crm: this.#crm, module, crmId, kind: { in: [...kinds] }, origin: 'created' },
      select: { localId: true },
    });
    return row !== null;
  }

  /**
   * Those of these records that stand for another thing than this one, such as another unit's order: of the same kind, or of these
   * kinds.
   */
  async takenByOthers(
    { kind, businessUnit, localId }: LinkKey,
    crmIds: readonly string[],
    kinds: readonly LinkKind[] = [kind],
  ): Promise<Set<string>> {
    const others = { NOT: { kind, businessUnit, localId } };
    const rows = await this.#table.findMany({
      where: { crm: this.#crm, kind: { in: [...kinds] }, crmId: { in: [...crmIds] }, ...others },
      select: { crmId: true },
    });
    return new Set(rows.map((row) => row.crmId));
  }

  /** Whether a contact is known by an address already, from another event than this one. */
  async hasAddress(contact: string, eventId: string): Promise<boolean> {
    const row = await this.#table.findFirst({
      where: { ...this.#addresses(contact), OR: [{ eventId: null }, { eventId: { not: eventId } }] },
      select: { localId: true },
    });
    return row !== null;
  }

  /** New links as the rows of this CRM. */
  rows(links: readonly NewLink[]): LinkRow[] {
    return linkRows(this.#crm, links);
  }

  /** Writes down that the CRM has just shown a record. */
  async see(module: string, crmId: string): Promise<void> {
    await writeSeen(
      this.#database,
      sql`
      UPDATE links SET seen_at = ${new Date(this.#now())}
      WHERE crm = ${this.#crm} AND module = ${module} AND crm_id = ${crmId}`,
    );
  }

  /** Writes down by which address a record is known, in lower case, where no link to it says so yet. */
  async knowEmail(module: string, crmId: string, email: string | null): Promise<void> {
    if (email === null) return;
    await this.#table.updateMany({ where: { crm: this.#crm, module, crmId, email: null }, data: { email } });
  }

  /** Lets another record stand for everything that one stood for, as `mendLinks` says. */
  async mend(held: Held, mend: Mend): Promise<void> {
    await mendLinks(this.#database, this.#crm, held, mend);
  }

  /**
   * Writes links outside a step: a record that another event made stands for this local thing as well. Throws `LeaseLost` when the
   * event is no longer ours.
   */
  async add(held: Held, links: readonly NewLink[]): Promise<void> {
    await addLinks(this.#database, this.#crm, held, links);
  }

  /** Milliseconds since then; none where another clock is ahead of this one. */
  #since(instant: Date): number {
    return Math.max(0, this.#now() - instant.getTime());
  }

  #addresses(contact: string) {
    return { crm: this.#crm, module: 'Contacts', crmId: contact, kind: 'contact', businessUnit: '' };
  }
}
