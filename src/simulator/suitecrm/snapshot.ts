import type { Crm } from './crm.ts';
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
  /** `module/id address`, lower-cased. */
  readonly emails: readonly string[];
}

export interface SnapshotOptions {
  /** Leave out the invoices' `number`, which depends on the order of creation. */
  readonly withoutNumbers?: boolean;
}

/** Takes a snapshot; `seeded` tells which rows are seed data (a changed seed row is not). */
export function takeSnapshot(crm: Crm, seeded: (row: Row) => boolean, options: SnapshotOptions): Snapshot {
  const hidden = new Set(['date_entered', 'date_modified', ...(options.withoutNumbers ? ['number'] : [])]);
  const records: Record<string, readonly RecordSnapshot[]> = {};
  for (const { name } of crm.schema.modules) {
    const rows = crm.store
      .table(name)
      .all()
      .filter((row) => !seeded(row));
    if (rows.length > 0) {
      const drop = name === 'AOS_Invoices' ? hidden : new Set(['date_entered', 'date_modified']);
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
  const emails = crm.store.emails
    .all()
    .map(
      ({ beanModule, beanId, email, deleted }) =>
        `${beanModule}/${beanId} ${email.address.toLowerCase()}${deleted ? ' deleted' : ''}`,
    )
    .sort();
  return { records, joins, emails };
}

function without(values: Readonly<Record<string, string>>, hidden: ReadonlySet<string>): Record<string, string> {
  const kept = Object.entries(values).filter(([name, value]) => value !== '' && !hidden.has(name));
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}
