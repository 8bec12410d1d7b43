import type { Crm } from './crm.ts';
import { emailAddresses } from './modules/email-addresses.ts';
import type { EmailLink } from './store/email-book.ts';
import type { Row } from './store/table.ts';

/** A record as two runs can compare it: without times. */
export interface RecordSnapshot {
  readonly id: string;
  readonly deleted: boolean;
  readonly values: Readonly<Record<string, string>>;
}

/** All state beyond the seed data, in a canonical order, without times. Doubled rows appear doubled. */
export interface Snapshot {
  readonly records: Readonly<Record<string, readonly RecordSnapshot[]>>;
  /** `left -> right`, per relationship. */
  readonly joins: Readonly<Record<string, readonly string[]>>;
  /** `module/id address`, lower-cased, and what the address is marked as; `EmailAddresses address` for one without a link. */
  readonly emails: readonly string[];
}

export interface SnapshotOptions {
  /** Leave out the invoices' `number`, which depends on the order of creation. */
  readonly withoutNumbers?: boolean;
}

/** Takes a snapshot; `seeded` tells which rows are seed data (a changed seed row is not). */
export function takeSnapshot(crm: Crm, seeded: (row: Row) => boolean, options: SnapshotOptions): Snapshot {
  const records: Record<string, readonly RecordSnapshot[]> = {};
  for (const { name, fields } of crm.schema.modules.filter((module) => module.name !== emailAddresses.name)) {
    const rows = crm.store
      .table(name)
      .all()
      .filter((row) => !seeded(row));
    if (rows.length > 0) {
      // A flag that was never set is written by the first PATCH: it tells only whether there was one.
      const flags = fields.filter(({ flag }) => flag).map((field) => field.name);
      const numbers = name === 'AOS_Invoices' && options.withoutNumbers ? ['number'] : [];
      const drop = new Set(['date_entered', 'date_modified', ...flags, ...numbers]);
      records[name] = rows.map(({ id, deleted, values }) => ({ id, deleted, values: without(values, drop) }));
    }
  }
  const joins: Record<string, readonly string[]> = {};
  for (const relation of crm.schema.relations) {
    const rows = relation.kind === 'join' ? crm.store.join(relation.name).all() : [];
    if (rows.length > 0) {
      joins[relation.name] = rows
        .map(({ left, right, deleted }) => `${left} -> ${right}${deleted ? ' deleted' : ''}`)
        .sort();
    }
  }
  return { records, joins, emails: [...linkNames(crm), ...unlinkedNames(crm)].sort() };
}

function linkNames(crm: Crm): string[] {
  const links = crm.store.emails.all();
  const living = new Set(links.filter(({ deleted }) => !deleted).map(linkName));
  // A removed link beside a living one tells only how often the record was saved.
  return links
    .filter((link) => !link.deleted || !living.has(linkName(link)))
    .map((link) => `${linkName(link)}${link.deleted ? ' deleted' : ''}`);
}

function unlinkedNames(crm: Crm): string[] {
  const linked = new Set(crm.store.emails.all().map(({ email }) => email.id));
  const rows = crm.store.table(emailAddresses.name).all();
  return rows
    .filter(({ id }) => !linked.has(id))
    .map(({ values }) => `${emailAddresses.name} ${values.email_address ?? ''}`.toLowerCase());
}

function linkName({ beanModule, beanId, email }: EmailLink): string {
  const marks = `${email.optOut ? ' opted out' : ''}${email.invalid ? ' invalid' : ''}`;
  return `${beanModule}/${beanId} ${email.address.toLowerCase()}${marks}`;
}

function without(values: Readonly<Record<string, string>>, hidden: ReadonlySet<string>): Record<string, string> {
  const kept = Object.entries(values).filter(([name, value]) => value !== '' && !hidden.has(name));
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}
